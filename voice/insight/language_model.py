"""A summary by a language model behind an OpenAI-compatible address: asked on redacted text, believed on evidence.

Off unless configured. Only a machine of yours is asked: an address beyond loopback is refused
unless the operator allows it, and then the label says so (privacy ladder level 3). What comes back
is untrusted: it must keep a JSON schema, every statement must rest on the utterances it cites, and
redaction must find nothing in it. Where less than half of it stands, the extractive summary is
used instead and the run record says why.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from jsonschema import Draft202012Validator

from voice.clock import Clock
from voice.errors import SettingsError
from voice.insight import evidence
from voice.insight.summary import ExtractiveSummariser
from voice.insight.values import Statement, Summary
from voice.redaction.ports import Detector
from voice.redaction.resolve import redact_text
from voice.redaction.values import RedactedTranscript
from voice.settings import is_loopback
from voice.transcript.values import ModelIdentity, RunRecord

METHOD = "language_model"
FEWEST_KEPT = 0.5
MOST_ANSWER_BYTES = 200_000
PROMPT = Path("written") / "summary.md"

_STATEMENT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text", "utterances"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 400},
        "utterances": {"type": "array", "minItems": 1, "maxItems": 12, "items": {"type": "string"}},
    },
}
_PERHAPS = {"anyOf": [_STATEMENT, {"type": "null"}]}
_LIST = {"type": "array", "maxItems": 8, "items": _STATEMENT}
ANSWER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reason", "actions", "outcome", "next_step", "sentences"],
    "properties": {
        "reason": _PERHAPS,
        "actions": _LIST,
        "outcome": _PERHAPS,
        "next_step": _PERHAPS,
        "sentences": {**_LIST, "minItems": 1},
    },
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask: `url` up to and including `/v1`; SettingsError for a stranger that was not allowed."""

    url: str
    model: str
    allow_remote: bool = False
    timeout_s: float = 60.0
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Checked when made, so that a service with a bad address refuses to start."""
        if urlsplit(self.url).scheme not in ("http", "https") or not self.host:
            raise SettingsError("The language model's address must begin with http:// or https:// and name a host.")
        if is_loopback(self.url):
            return
        if not self.allow_remote:
            raise SettingsError(
                "The language model is on another machine. Run one on this machine, or allow this one explicitly: "
                "redacted text of calls would be sent to it."
            )
        if urlsplit(self.url).scheme != "https":
            raise SettingsError("A language model on another machine is asked over https:// only.")

    @property
    def host(self) -> str:
        """The host that is contacted."""
        return urlsplit(self.url).hostname or ""


class _Unusable(Exception):
    """The answer cannot be used; `code` says why, for the run record."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LanguageModelSummariser:
    """Asks, verifies, falls back. `detectors` look once more for personal data in what comes back."""

    def __init__(self, endpoint: Endpoint, prompt: str, detectors: Sequence[Detector], clock: Clock) -> None:
        self._endpoint = endpoint
        self._prompt = prompt
        self._detectors = detectors
        self._clock = clock
        self._extractive = ExtractiveSummariser(clock)

    def summarise(self, transcript: RedactedTranscript) -> tuple[Summary, RunRecord]:
        """A summary and the record of how it was made."""
        started_at = self._clock.now()
        extracted, fallback = self._extractive.summarise(transcript)
        if not extracted.sentences:
            return extracted, fallback  # nothing was said: nothing to ask about, nothing is sent
        try:
            summary, dropped = self._verified(self._answer(transcript), transcript)
        except _Unusable as reason:
            settings = {**fallback.settings, "asked_language_model": self._endpoint.model, "fell_back": reason.code}
            return extracted, self._traced(replace(fallback, settings=settings))
        record = replace(
            fallback,
            model=ModelIdentity(name=self._endpoint.model, digest=""),
            settings={
                "method": METHOD,
                "statements": len(summary.sentences),
                "statements_dropped": dropped,
                "verifier": True,
                "support_threshold": evidence.SUPPORT_THRESHOLD,
                "temperature": 0,
                "seed": 0,
            },
            device=f"language model at {self._endpoint.host}",
            seconds=(self._clock.now() - started_at).total_seconds(),
            software=f"httpx {httpx.__version__}",
        )
        return summary, self._traced(record)

    def _traced(self, record: RunRecord) -> RunRecord:
        """What was asked and of whom belongs to the record whether or not the answer was of use."""
        prompt = hashlib.sha256(self._prompt.encode()).hexdigest()
        return replace(record, prompt_sha256=prompt, network_hosts=(self._endpoint.host,))

    def _answer(self, transcript: RedactedTranscript) -> Mapping[str, Any]:
        """The model's answer, in shape; _Unusable when it is not."""
        body = {
            "model": self._endpoint.model,
            "temperature": 0,
            "seed": 0,
            "messages": [
                {"role": "system", "content": self._prompt},
                {"role": "user", "content": written_out(transcript)},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "summary", "strict": True, "schema": ANSWER_SCHEMA},
            },
        }
        try:
            untrusted = json.loads(json.loads(self._post(body))["choices"][0]["message"]["content"])
        except httpx.HTTPError:
            raise _Unusable("no_answer") from None
        except (ValueError, LookupError, TypeError):
            raise _Unusable("no_json") from None
        if not Draft202012Validator(ANSWER_SCHEMA).is_valid(untrusted):
            raise _Unusable("wrong_shape")
        answer: Mapping[str, Any] = untrusted
        return answer

    def _post(self, body: Mapping[str, Any]) -> bytes:
        """Straight to the configured host: no proxy from the environment, no redirect, no endless answer."""
        headers = {"Authorization": f"Bearer {self._endpoint.key}"} if self._endpoint.key else {}
        url = f"{self._endpoint.url.rstrip('/')}/chat/completions"
        received = bytearray()
        with (
            httpx.Client(timeout=self._endpoint.timeout_s, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", url, json=dict(body), headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise _Unusable("refused")
            for part in response.iter_bytes():
                received += part
                if len(received) > MOST_ANSWER_BYTES:
                    raise _Unusable("too_long")
        return bytes(received)

    def _verified(self, answer: Mapping[str, Any], transcript: RedactedTranscript) -> tuple[Summary, int]:
        """What stands of the answer, and how much fell; _Unusable when too little stands."""
        made = Summary(
            METHOD,
            sentences=tuple(_statement(entry) for entry in answer["sentences"]),
            reason=_perhaps(answer["reason"]),
            actions=tuple(_statement(entry) for entry in answer["actions"]),
            outcome=_perhaps(answer["outcome"]),
            next_step=_perhaps(answer["next_step"]),
        )
        if any(redact_text(text, "", self._detectors).spans for text in _texts(made)):
            raise _Unusable("personal_data")
        kept, dropped = evidence.verify(made, transcript)
        if len(kept.sentences) < FEWEST_KEPT * len(made.sentences) or not kept.sentences:
            raise _Unusable("weak_evidence")
        return kept, dropped


def written_out(transcript: RedactedTranscript) -> str:
    """The call as the model reads it; marks inside the words cannot close the call."""
    lines = [
        f"[{u.id} {u.speaker} {u.start_ms // 60000:02d}:{u.start_ms // 1000 % 60:02d}] "
        + " ".join(u.text.replace("<", "‹").replace(">", "›").split())
        for u in transcript.utterances
    ]
    return "\n".join(["<call>", *lines, "</call>"])


def _statement(checked: Mapping[str, Any]) -> Statement:
    return Statement(" ".join(checked["text"].split()), tuple(dict.fromkeys(checked["utterances"])))


def _perhaps(checked: Mapping[str, Any] | None) -> Statement | None:
    return None if checked is None else _statement(checked)


def _texts(summary: Summary) -> tuple[str, ...]:
    parts = (summary.reason, summary.outcome, summary.next_step, *summary.actions, *summary.sentences)
    return tuple(dict.fromkeys(part.text for part in parts if part is not None))
