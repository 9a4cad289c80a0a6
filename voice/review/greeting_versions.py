"""The versions of greeting scripts, folded from the ledger: who put which text up, who let it be heard. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from voice.consent.values import LedgerEntry

PUT_UP = "greeting.put_up"
FOUND = "greeting.found"
PUBLISHED = "greeting.published"
DISCARDED = "greeting.discarded"


class VersionState(StrEnum):
    """A text waits, was published at least once, was found in the folder, or was put aside."""

    DRAFT = "draft"
    PUBLISHED = "published"
    FOUND = "found"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class GreetingVersion:
    """One text of one script; `by` and `published_by` are account ids, "" where nobody here wrote it.

    `sequence` counts the texts of a script and locale from 1; `sha256` is of the file's bytes and
    the same as in the consent record of every call that heard it.
    """

    sequence: int
    script: str
    locale: str
    version: str
    sha256: str
    by: str
    at: datetime
    state: VersionState = VersionState.DRAFT
    published_by: str = ""
    published_at: datetime | None = None


def versions(entries: Iterable[LedgerEntry], script: str, locale: str) -> Sequence[GreetingVersion]:
    """Every text of a script in a locale, oldest first."""
    found: dict[str, GreetingVersion] = {}
    for entry in entries:
        body = entry.body
        if (body.get("script"), body.get("locale")) != (script, locale):
            continue
        sha256, by = str(body.get("sha256")), str(body.get("by", ""))
        known = found.get(sha256)
        if entry.kind in (PUT_UP, FOUND) and known is None:
            state = VersionState.FOUND if entry.kind == FOUND else VersionState.DRAFT
            number = len(found) + 1
            found[sha256] = GreetingVersion(
                number, script, locale, str(body.get("version")), sha256, by, entry.at, state
            )
        elif known is not None:
            found[sha256] = _after(known, entry, by)
    return tuple(found.values())


def may_publish(version: GreetingVersion, by: str, second_person: bool) -> bool:
    """Whether this account may let callers hear a text: where two are asked for, not the one who put it up.

    What callers heard before may be put back by anybody who may publish: that undoes, and was looked at then.
    """
    if version.state is not VersionState.DRAFT:
        return version.state is not VersionState.DISCARDED
    return not second_person or version.by != by


def taken(known: Iterable[GreetingVersion], version: str, sha256: str) -> bool:
    """Whether other words were heard under this version: figures are counted by it."""
    heard = (VersionState.PUBLISHED, VersionState.FOUND)
    return any(one.version == version and one.sha256 != sha256 and one.state in heard for one in known)


def _after(known: GreetingVersion, entry: LedgerEntry, by: str) -> GreetingVersion:
    if entry.kind == PUBLISHED:
        return replace(known, state=VersionState.PUBLISHED, published_by=by, published_at=entry.at)
    if entry.kind == DISCARDED and known.state is VersionState.DRAFT:
        return replace(known, state=VersionState.DISCARDED)
    if entry.kind == PUT_UP and known.state in (VersionState.DRAFT, VersionState.DISCARDED):
        return replace(known, state=VersionState.DRAFT, by=by, at=entry.at)
    return known
