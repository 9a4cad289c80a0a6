"""How well the detectors did, counted from what people decided: per type and month. Pure.

Counted is what somebody looked at. What nobody looked at is neither right nor wrong, and what nobody
noticed is missing from recall: it is at most as good as it says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voice.consent.values import LedgerEntry
from voice.redaction.decided import PERSON
from voice.review.decisions import Act

PREFIX = "redaction."
_ACTS = {f"{PREFIX}{act.value}": act for act in Act}
RIGHT = frozenset({Act.CONFIRMED, Act.DECLINED, Act.REMOVED})


@dataclass(frozen=True, slots=True)
class Judged:
    """One place somebody decided on. `found` is the machine's type there, `true` the person's; "" for none."""

    month: str
    found: str
    true: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One type in one month: values that were there, of these wholly found, given the right type; false alarms."""

    month: str
    entity_type: str
    there: int = 0
    found: int = 0
    typed: int = 0
    false_alarms: int = 0

    @property
    def recall(self) -> float | None:
        """Share of the values there that were wholly found; None where none was there."""
        return self.found / self.there if self.there else None

    @property
    def precision(self) -> float | None:
        """Share of what was found that was personal data; None where nothing was found."""
        said = self.found + self.false_alarms
        return self.found / said if said else None


def judged(entries: Iterable[LedgerEntry]) -> tuple[Judged, ...]:
    """The last word on every place of every call, in the order of the ledger."""
    last: dict[tuple[str, str], Judged] = {}
    for entry in entries:
        act = _ACTS.get(entry.kind)
        if act is None or act is Act.PROPOSED:
            continue
        key, body = (entry.call_id, str(entry.body["target"])), entry.body
        if body.get("detector") == PERSON:
            _of_a_persons(last, key, act, str(body["type"]))
            continue
        was, kind = str(body["was"]), str(body["type"])
        if act is Act.PUT_BACK:
            last[key] = Judged(f"{entry.at:%Y-%m}", was, "", True)
        else:
            whole = bool(was) and not body.get("widened", False)
            last[key] = Judged(f"{entry.at:%Y-%m}", was, kind, whole)
    return tuple(last.values())


def rows(places: Sequence[Judged]) -> tuple[Row, ...]:
    """Months with newest first, types in order; a false alarm counts under the type the machine gave."""
    counts: dict[tuple[str, str], list[int]] = {}
    for one in places:
        count = counts.setdefault((one.month, one.true or one.found), [0, 0, 0, 0])
        if one.true:
            count[0] += 1
            count[1] += one.whole
            count[2] += one.whole and one.found == one.true
        else:
            count[3] += 1
    months = sorted({month for month, _ in counts}, reverse=True)
    return tuple(Row(month, kind, *counts[month, kind]) for month in months for _, kind in sorted(counts) if _ == month)


def total(found: Sequence[Row]) -> Row:
    """Everything together."""
    return Row(
        "", "", *(sum(getattr(row, name) for row in found) for name in ("there", "found", "typed", "false_alarms"))
    )  # fmt: skip


def figures(found: Sequence[Row]) -> Sequence[Mapping[str, object]]:
    """The rows as plain values, for programs."""
    names = ("month", "entity_type", "there", "found", "typed", "false_alarms", "precision", "recall")
    return [{name: getattr(row, name) for name in names} for row in found]


def _of_a_persons(last: dict[tuple[str, str], Judged], key: tuple[str, str], act: Act, kind: str) -> None:
    """A decision on what a person had marked says nothing new of the machine: it missed, or nothing was there."""
    known = last.get(key)
    if known is None:
        return
    if act is Act.PUT_BACK and not known.found:
        del last[key]
    elif act is Act.PUT_BACK:
        last[key] = Judged(known.month, known.found, "", True)
    elif act is Act.RETYPED:
        last[key] = Judged(known.month, known.found, kind, known.whole)
