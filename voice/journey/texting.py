"""The receipt code as a text message: where the line wants it, after a live grant, to the number that calls, once.

The number comes with the carrier's request while the call is open and goes back to the carrier; nothing here
keeps or logs it. That it is the number that called is checked by its keyed hash.
"""

import hmac
import re

from voice.call.values import Call, CallArrived
from voice.consent.machine import may_record
from voice.consent.values import LedgerEntry
from voice.errors import VoiceError
from voice.greeting.lines import named
from voice.greeting.script import render
from voice.greeting.values import LineProfile, PromptKind
from voice.journey.asking import Asking
from voice.journey.live_parts import LiveParts
from voice.journey.receipt_codes import ReceiptCodes, written
from voice.journey.turns import Turns
from voice.log import logger

BEGUN, SENT, NOT_SENT = "receipt.text_begun", "receipt.text_sent", "receipt.text_not_sent"
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
NOBODY = frozenset({"+266696687", "+7378742833", "+86282452253"})
"""What the carrier gives for a number that is withheld: ANONYMOUS, RESTRICTED, UNAVAILABLE on a keypad."""


class CodeByText:
    """Sends a call's receipt code to its caller."""

    def __init__(self, parts: LiveParts, asking: Asking, turns: Turns) -> None:
        self._parts = parts
        self._asking = asking
        self._turns = turns
        self._codes = ReceiptCodes(parts.book, parts.caller_ref)

    def send(self, event: CallArrived) -> None:
        """After an answer was given to the carrier; whatever fails here costs the text message and nothing else."""
        try:
            with self._turns.of(event.carrier_call_id):
                call = self._parts.book.call_by_carrier_id(event.carrier_call_id)
                line = named(self._parts.lines, call.line if call else "")
                if call is None or not self._is_due(call, line):
                    return
                # Noted before it is sent: at most once, whatever is delivered again.
                self._note(call, BEGUN, {})
            self._send(call, line, event)
        except (VoiceError, OSError) as fault:
            logger().warning("receipt_code_not_texted", error_type=type(fault).__name__)

    def _is_due(self, call: Call, line: LineProfile) -> bool:
        if not line.text_receipt_code or not may_record(self._asking.state(call.id)):
            return False
        return BEGUN not in {kept.entry.kind for kept in self._parts.ledger.entries(call.id)}

    def _send(self, call: Call, line: LineProfile, event: CallArrived) -> None:
        own = hmac.compare_digest(self._parts.caller_ref(event.caller), call.caller_ref)
        if not own or not NUMBER.fullmatch(event.caller) or event.caller in NOBODY:
            self._note(call, NOT_SENT, {"reason": "no_number"})
            return
        code = {"code": written(self._codes.code(call.id))}
        said = render(self._asking.script(call.id, line), line, PromptKind.RECEIPT_CODE, code).text
        try:
            self._parts.control.send_text(event.callee, event.caller, f"{line.business}: {said}")
        except VoiceError as fault:
            self._note(call, NOT_SENT, {"reason": fault.code})
            return
        self._note(call, SENT, {})

    def _note(self, call: Call, kind: str, body: dict[str, object]) -> None:
        self._parts.ledger.append(LedgerEntry(call.id, kind, self._parts.clock.now(), body))
