"""The rule book read from `prompts/rules/jurisdictions.toml`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import cast

from voice.greeting.jurisdiction import Rule, RuleBook
from voice.greeting.script import ScriptFaulty, Source, read_toml
from voice.greeting.values import LineMode

FILE = "jurisdictions.toml"
FIELDS = ("id", "place", "reading", "mode", "source", "last_verified", "confidence")


def load(folder: Path) -> RuleBook:
    """The rules of `<folder>/rules/jurisdictions.toml`; raises ScriptFaulty when they cannot be used."""
    try:
        untrusted = (folder / "rules" / FILE).read_bytes()
    except OSError:
        raise ScriptFaulty(f"{FILE}: no such file in prompts/rules; restore it.") from None
    return parse(untrusted)


def parse(untrusted: bytes) -> RuleBook:
    """A rule book from the bytes of its file."""
    document = read_toml(untrusted, FILE)
    source = Source(FILE, untrusted.decode("utf-8"))
    version, tables = document.get("version"), document.get("rule", [])
    listed = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
    if not isinstance(version, str) or not listed or not tables:
        raise source.complaint("version", 'expected `version = "..."` and [[rule]] tables.')
    rules = tuple(_rule(source, table) for table in cast(list[Mapping[str, object]], tables))
    if len({rule.id for rule in rules}) < len(rules):
        raise source.complaint("rule", "expected every rule to have an `id` of its own.")
    return RuleBook(version, rules)


def _rule(source: Source, table: Mapping[str, object]) -> Rule:
    name = table.get("id", "?")
    for key in FIELDS:
        if not table.get(key):
            raise source.complaint("rule", f"expected rule `{name}` to have a `{key}`.")
    if table["mode"] not in tuple(LineMode):
        raise source.complaint("mode", f"expected rule `{name}` to have the mode notice, ask, announce_only or never.")
    if table["confidence"] not in ("high", "medium", "low"):
        raise source.complaint("confidence", f"expected rule `{name}` to have high, medium or low confidence.")
    verified = table["last_verified"]
    if not isinstance(verified, date):
        raise source.complaint("last_verified", f"expected rule `{name}` to be verified on a date such as 2026-11-23.")
    texts = {key: str(table[key]) for key in ("id", "place", "reading", "source", "confidence")}
    mode = LineMode(str(table["mode"]))
    return Rule(**texts, mode=mode, last_verified=verified.isoformat(), note=str(table.get("note", "")))
