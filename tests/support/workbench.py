"""The pages on fakes of the vault and a real, in-memory table of accounts; and people who use them."""

import hashlib
import re
import secrets
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pyotp
import sqlalchemy as sa
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from tests.architecture.source import ROOT
from tests.support.call_book import MemoryCallBook
from tests.support.clock import NOON, FrozenClock
from tests.support.ledger import MemoryLedger
from tests.support.sealed_store import MemorySealedStore
from voice.call.values import Call, CallId, CallState, Direction
from voice.consent.history import to_entry
from voice.consent.values import AnswerHeard, ConsentAsked, ConsentWithdrawn, Purpose
from voice.greeting.lines import load
from voice.journey.mending import mend
from voice.journey.objects import DOCUMENT, CallObjects
from voice.journey.receipt_codes import ReceiptCodes
from voice.journey.rework import Rework, ReworkParts
from voice.redaction.spoken import SpokenDetector
from voice.redaction.values import RedactionMap, RedactionResult
from voice.review.roles import Role
from voice.settings import Settings
from voice.vault.account_tables import accounts
from voice.vault.greetings import GreetingFiles
from voice.vault.heartbeats import Heartbeat, HeartbeatBook
from voice.vault.keyring import Keyring
from voice.vault.people import people_in
from voice.web import app, pages
from voice.web.argon2 import Passwords
from voice.web.desk import Rooms
from voice.web.doorkeeper import Doorkeeper
from voice.wiring.switches import switches

PASSWORD = "four random words here"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
ASKED = ConsentAsked(
    NOON, (Purpose.RECORDING, Purpose.TRANSCRIPTION, Purpose.ANALYSIS), "standard", "1", "0" * 64, "1" * 64, "en-US",
    "1", "2", 2,
)  # fmt: skip
BROWSER = {"accept": "text/html", "sec-fetch-site": "same-origin"}


def database_in_memory():
    engine = sa.create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=sa.pool.StaticPool)
    accounts.metadata.create_all(engine)
    return engine


class MemoryReviewBook:
    """The review queue in memory."""

    def __init__(self):
        self.waiting = {}

    def queue(self, item):
        self.waiting[item.call_id] = item

    def items(self, limit=100):
        return tuple(sorted(self.waiting.values(), key=lambda item: item.queued_at))[:limit]

    def done(self, call_id):
        self.waiting.pop(call_id, None)


class NoHolds:
    """An ending book in which no hold stands."""

    def hold(self, call_id):
        return None


class MendingQueue:
    """A worker that does at once what it does to typed corrections: redact them, and call the call ready."""

    def __init__(self, bench):
        self.bench = bench

    def enqueue(self, call_id, key):
        objects = CallObjects(self.bench.sealed)
        document = objects.document(call_id)
        found = objects.redaction_map(call_id) or RedactionMap(call_id, ())
        result = RedactionResult(replace(document.transcript, call_id=call_id), found, ())
        mend(objects, result, None, 0, (SpokenDetector(),))
        self.bench.book.change_call(call_id, lambda call: replace(call, state=CallState.READY, reason=""))

    def cancel(self, call_id): ...


class NotedRecording:
    """Changes nothing, and notes what it was asked to change."""

    def __init__(self):
        self.changed = []

    def pause(self, call_id):
        self.changed.append((call_id, "pause"))

    def resume(self, call_id):
        self.changed.append((call_id, "resume"))

    def stop(self, call_id):
        self.changed.append((call_id, "stop"))


class Workbench:
    """An application and everything under it; `visitor()` gives a stranger's browser."""

    def __init__(self, clock=None, house=None, **rooms):
        self.clock = clock or FrozenClock()
        self.book, self.sealed, self.ledger = MemoryCallBook(), MemorySealedStore(), MemoryLedger()
        if house is not None:
            self.clock = house.clock
            self.book, self.sealed, self.ledger = house.parts.book, house.parts.sealed, house.parts.ledger
        engine = database_in_memory()
        self.people = people_in(engine, Keyring(secrets.token_bytes(32)))
        self.workers, self.queued, self.recording = HeartbeatBook(engine), (0, 0), NotedRecording()
        self.keeper = Doorkeeper(self.clock, self.people, QUICK)
        self.reviews, self.withdrawn = MemoryReviewBook(), []
        self.codes = ReceiptCodes(self.book, lambda text: hashlib.sha256(text.encode()).hexdigest())
        # Nothing can be published into the project's own prompts: there is nowhere to keep a text.
        prompts = {"prompts": ROOT / "prompts", "greetings": GreetingFiles(ROOT / "prompts", Path("/dev/null/kept"))}
        quick = ReworkParts(self.book, self.sealed, NoHolds(), MendingQueue(self), self.clock)
        self.rework = rooms.pop("rework", None) or Rework(quick)
        work = {
            "rework": self.rework,
            "recording": self.recording,
            "workers": self.workers,
            "queued": lambda: self.queued,
            "switches": switches(Settings(_env_file=None)),
        }
        given = {"lines": load(None), **prompts, **work, **rooms}
        given = {"withdraw": self._withdraw, **given}
        known = Rooms(reviews=self.reviews, codes=self.codes, background=False, **given)
        self.app = app.build(self.keeper, (pages.router(self.book, self.sealed, False, self.ledger, known),))

    def _withdraw(self, call_id, scope, channel):
        """What the journey does, in the order in which it does it: the ledger, then the destruction."""
        self.withdrawn.append((call_id, scope, channel))
        self.ledger.append(to_entry(call_id, ConsentWithdrawn(self.clock.now(), scope, channel)))
        self.sealed.destroy(call_id)
        self.book.change_call(call_id, lambda now: replace(now, state=CallState.ERASED, reason="withdrawn"))

    def add(self, document, *, call_id="call-1", state=CallState.READY, at=None, line="reception", reason=""):
        """A call that ended, with its consent in the ledger and its document sealed; returns its id."""
        began = at or self.clock.now()
        call = Call(
            CallId(call_id), "twilio", f"CA-{call_id}", line, "cafe" * 16, Direction.INBOUND, began, state, reason,
            began + timedelta(seconds=80),
        )  # fmt: skip
        self.book.add_call(call)
        if state is not CallState.UNRECORDED:
            self.ledger.append(to_entry(call.id, replace(ASKED, at=began)))
            self.ledger.append(to_entry(call.id, AnswerHeard(began, "1")))
        if document is not None:
            CallObjects(self.sealed).put(call.id, DOCUMENT, replace(document, call=call))
        return call.id

    def worker(self, name="worker-1", model="base.en"):
        """A worker is heard now."""
        now = self.clock.now()
        self.workers.beat(Heartbeat(name, model, now, now))

    def stranger(self):
        return Browser(self)

    def account(self, *roles, name=None):
        """Somebody who has joined with these roles; returns (account, totp secret)."""
        chosen = [Role(role) for role in roles]
        made = self.people.accounts.add(name or "-".join(sorted(chosen)) or "nobody", chosen, self.clock.now())
        secret = pyotp.random_base32()
        self.people.accounts.join(made.id, QUICK.accepted(PASSWORD, made.name), secret, 0)
        return made, secret

    def browser_of(self, *roles, name=None):
        """A browser signed in as somebody new with these roles."""
        made, _secret = self.account(*roles, name=name)
        browser = self.stranger()
        browser.take_session(self.keeper.open(made.id))
        browser.account = made
        return browser

    def code(self, secret):
        return pyotp.TOTP(secret).at(self.clock.now())


class Browser:
    """What a person does: follow a link, fill in a form as it stands on the page, press its button."""

    def __init__(self, bench):
        self.bench = bench
        self.http = TestClient(bench.app, base_url="http://127.0.0.1", follow_redirects=False, headers=BROWSER)
        self.page = None
        self.account = None

    def take_session(self, token):
        self.http.cookies.set("voice_session", token)

    def open(self, path):
        self.page = self.http.get(path)
        while self.page.status_code in (302, 303):
            self.page = self.http.get(self.page.headers["location"])
        return self.page

    def submit(self, action, **filled):
        """Send the page's form with this action, its hidden fields included."""
        forms = [form for form in read_forms(self.page.text) if form["action"] == action]
        assert forms, f"no form posts to {action} on this page"
        fields = {**forms[0]["fields"], **filled}
        self.page = self.http.post(action, data=fields)
        while self.page.status_code in (302, 303):
            self.page = self.http.get(self.page.headers["location"])
        return self.page


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._area = [], None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append({"action": given.get("action"), "method": given.get("method", "get"), "fields": {}})
        elif tag == "textarea" and self.forms and given.get("name"):
            self._area, self.forms[-1]["fields"][given["name"]] = given["name"], ""
        elif tag == "input" and self.forms and given.get("name"):
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self.forms[-1]["fields"].setdefault(given["name"], given.get("value", ""))

    def handle_data(self, data):
        if self._area:
            self.forms[-1]["fields"][self._area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None


def read_forms(html):
    reader = _Forms()
    reader.feed(html)
    return reader.forms


def text_of(html):
    """The words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
