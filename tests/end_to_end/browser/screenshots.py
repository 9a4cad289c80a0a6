"""Pictures of every page: light and dark, 375 and 1440 px wide. Usage: screenshots.py OUT [words of page names]."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from playwright.sync_api import sync_playwright

from tests.support.served import CHROMIUM, served
from tests.support.week_of_calls import fill
from tests.support.workbench import Workbench
from voice.consent.values import LedgerEntry
from voice.journey.objects import CallObjects
from voice.review.decisions import Act, Author, Wanted, body, decide, target_of
from voice.review.roles import Role
from voice.web.revealing import GRANTED, LASTING

ANGRY = "6f1d0c52aa"
PAGES = {
    "inbox": "/",
    "inbox-search": "/?show=all&words=appointment",
    "call": f"/calls/{ANGRY}",
    "call-evidence": f"/calls/{ANGRY}#u4",
    "call-refused": "/calls/77ab01e9d4",
    "label": f"/calls/{ANGRY}/label",
    "installation-label": "/label",
    "consent": "/consent",
    "ledger": "/ledger?check=yes",
    "reveals": "/reveals",
    "redactions": f"/calls/{ANGRY}/redactions",
    "redaction": f"/calls/{ANGRY}/redactions?of=u2.w3#decide",
    "raw": f"/calls/{ANGRY}/raw",
    "how-redaction-did": "/redaction",
    "redaction-mark": f"/calls/{ANGRY}/redactions?u=u4#add",
    "corrections": f"/calls/{ANGRY}/corrections?what=words&of=u4",
    "greetings": "/greetings",
    "greeting": "/greetings/standard/en-US",
    "greeting-edit": "/greetings/standard/en-US/edit",
    "greeting-call": "/greetings/standard/en-US/call",
    "greeting-rules": "/greetings/rules?caller=US-CA&called=DE",
    "lines": "/lines",
    "switches": "/switches",
    "status": "/status",
    "accounts": "/accounts",
    "account": "/account",
    "fault": "/calls/unknown",
}
FOR_STRANGERS = {"sign-in": "/sign-in", "receipt": "/receipt"}
WIDTHS = {"narrow": 375, "wide": 1440}


def take(out, only=()):
    """Every picture into a folder; returns a list of complaints (a page wider than its window)."""
    out.mkdir(parents=True, exist_ok=True)
    bench = Workbench()
    fill(bench)
    bench.worker()
    bench.account(Role.REVIEWER, name="rosa")
    officer, _ = bench.account(*Role, name="ines")
    decide_some(bench, officer.id)
    with served(bench) as address, sync_playwright() as play:
        session = {"name": "voice_session", "value": bench.keeper.open(officer.id), "url": address}
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        complaints = []
        for scheme in ("light", "dark"):
            for width_name, width in WIDTHS.items():
                look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
                context = browser.new_context(**look)
                for name, path in {**PAGES, **FOR_STRANGERS}.items():
                    if only and not any(word in name for word in only):
                        continue
                    if name in FOR_STRANGERS:
                        context.clear_cookies()
                    else:
                        context.add_cookies([session])
                    complaints += picture(context, address + path, out / f"{name}-{width_name}-{scheme}.png", width)
                context.close()
        browser.close()
    return complaints


def decide_some(bench, by):
    """A few decisions and a reveal, so that the pages show how they look."""
    marks, now = CallObjects(bench.sealed).marks(ANGRY).utterances, bench.clock.now()
    said = [(one.id, mark) for one in marks for mark in one.marks]
    wanted = [Wanted(Act.CONFIRMED, target_of(*said[0])), Wanted(Act.PROPOSED, target_of(*said[-1]))]
    for asked in wanted:
        made = bench.rework.decide(
            ANGRY, lambda version, asked=asked: decide(marks, asked, Author(version, by, now, True))
        )
        bench.ledger.append(LedgerEntry(ANGRY, f"redaction.{asked.act.value}", now, body(made)))
    leave = {"by": by, "reason": "complaint_handling", "reference": "CASE-7", "until": (now + LASTING).isoformat()}
    bench.ledger.append(LedgerEntry(ANGRY, GRANTED, now, leave))


def picture(context, url, file, width):
    """One page, whole; complains where it scrolls sideways or the browser refused something."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(url)
    page.screenshot(path=str(file), full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    found = [f"{file.name}: {wide} px wide in a window of {width} px"] if wide > width else []
    return found + [f"{file.name}: {text}" for text in said if "404" not in text]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Usage: screenshots.py OUT [words of page names]")
    complaints = take(Path(sys.argv[1]), sys.argv[2:])
    print("\n".join(complaints) or f"Pictures are in {sys.argv[1]}.")
    sys.exit(bool(complaints))
