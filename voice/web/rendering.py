"""Templates into answers: filters, the navigation a visitor may use, and how a fault looks."""

import re
from datetime import datetime
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from markupsafe import Markup, escape

from voice.label.rows import level_meaning, sections
from voice.label.values import NutritionLabel
from voice.review.roles import Permission
from voice.web.doorkeeper import Visitor

NAVIGATION = (
    ("/", "Calls", Permission.READ_CALLS),
    ("/label", "Label", Permission.READ_REPORTS),
    ("/consent", "Consent", Permission.READ_REPORTS),
    ("/redaction", "Redaction", Permission.READ_REPORTS),
    ("/ledger", "Ledger", Permission.READ_LEDGER),
    ("/reveals", "Reveals", Permission.READ_LEDGER),
    ("/lines", "Lines", Permission.READ_SCRIPTS),
    ("/greetings", "Greetings", Permission.READ_SCRIPTS),
    ("/status", "Status", Permission.SEE_STATUS),
    ("/switches", "Switches", Permission.SEE_STATUS),
    ("/accounts", "Accounts", Permission.READ_ACCOUNTS),
)
"""Address, name, and the permission its door asks for; pages that exist, in the order they are read."""

_PLACEHOLDER = re.compile(r"(\[[A-Z][A-Z_]*(?:_\d+)?\])")


def clock_time(ms: int) -> str:
    """Milliseconds as m:ss."""
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"


def moment(at: datetime | str | None) -> str:
    """A time as people read it, in UTC."""
    if at is None:
        return ""
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).strftime("%Y-%m-%d %H:%M UTC")


def words(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")


def percent(share: float) -> str:
    """A share as a percentage without decimals."""
    return f"{share * 100:.0f} %"


def placeholders(text: str) -> Markup:
    """Redacted text with each placeholder marked as one; everything else is escaped."""
    parts = _PLACEHOLDER.split(text)
    marked = [Markup('<span class="redacted">{}</span>').format(p) if i % 2 else escape(p) for i, p in enumerate(parts)]
    return Markup("").join(marked)


def ladder(label: NutritionLabel) -> str:
    """What a label's privacy ladder level means."""
    return level_meaning(label.privacy_ladder_level)


def _visitor(request: Request) -> dict[str, object]:
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    shown = [entry for entry in NAVIGATION if visitor and visitor.may(entry[2])]
    return {"visitor": visitor, "navigation": shown, "provider": _provider(request)}


def _provider(request: Request) -> str:
    """The name of the provider people may sign in by; "" where there is none."""
    rooms = getattr(getattr(request.state, "desk", None), "rooms", None)
    provider = getattr(rooms, "provider", None)
    return "" if provider is None else str(provider.name)


templates = Jinja2Templates(directory=Path(__file__).parent / "templates", context_processors=[_visitor])
templates.env.filters.update(
    clock_time=clock_time, moment=moment, words=words, percent=percent, placeholders=placeholders
)
templates.env.filters.update(label_sections=sections, level_meaning=ladder)


def page(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """A template as an answer."""
    return templates.TemplateResponse(request, template, context, status_code=status)


def fault(request: Request, status: int, sentence: str) -> HTMLResponse:
    """A page that says what went wrong and where to go from here."""
    return page(request, "fault.html", status, sentence=sentence)
