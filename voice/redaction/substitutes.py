"""Stand-ins of the same shape: a number of as many digits, a name as common, spoken or written as the real one was.

For test cases that may leave: the shape is what a detector sees, the value is what nobody may see. The same
seed gives the same stand-in; no word that is not glue is ever given back.
"""

import hashlib
import re
from collections.abc import Sequence

from voice.redaction.address_words import LOOSE_STREETS, STREETS, UNITS
from voice.redaction.english import ENTRIES
from voice.redaction.faker import gazetteer
from voice.redaction.language import words

GLUE = words("at dot underscore dash hyphen slash plus double triple treble and oh point hash comma the of my is")
FIRST = words("emily james olivia henry grace lucas sophie daniel clara oscar nora felix")
LAST = words("carter wilson bennett foster hughes morgan parker turner walker bailey")
RARE = words("velmora tondrel quistan berolin farnock hestrup marivel ostrand pelquin ruskade")
THINGS = words("maple harbour willow meadow copper lantern orchard pebble saddle timber")
ODD = words("fife tree niner nil nought naught fourty treble")
_KINDS = {
    kind: tuple(sorted(word for word, entry in ENTRIES.items() if entry.kind == kind and word not in ODD))
    for kind in "dtymn"
}
_PIECES = re.compile(r"[^\W\d_]+|\d|.", re.DOTALL)


class Substitutes:
    """Stand-ins of one call: the same value gets the same one, different values different ones by chance alone."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def of(self, surface: str, entity_type: str) -> str:
        """A stand-in of this value."""
        return " ".join(
            self._word(word, f"{entity_type}/{number}", entity_type == "PERSON")
            for number, word in enumerate(surface.split())
        )

    def plain(self, entity_type: str) -> str:
        """A stand-in of a value whose shape is not known any more."""
        shapes = {"PERSON": "Emma Smith", "EMAIL_ADDRESS": "emma at mail dot com", "ADDRESS": "12 Maple Street"}
        digits = {"CREDIT_CARD": 16, "PHONE_NUMBER": 10, "US_SSN": 9, "CVV": 3, "PIN": 4}
        return self.of(shapes.get(entity_type, "4" * digits.get(entity_type, 8)), entity_type)

    def _word(self, word: str, place: str, person: bool) -> str:
        return "".join(
            self._piece(piece, f"{place}/{number}", person) for number, piece in enumerate(_PIECES.findall(word))
        )

    def _piece(self, piece: str, place: str, person: bool) -> str:
        low = piece.lower()
        if piece.isdigit():
            return self._drawn("0123456789", piece, place)
        if not piece.isalpha() or low in GLUE or low in STREETS or low in LOOSE_STREETS or low in UNITS:
            return piece
        if len(low) == 1:
            return _cased(self._drawn("abcdefghijklmnopqrstuvwxyz", low, place), piece)
        entry = ENTRIES.get(low)
        if entry is not None and entry.kind in _KINDS and not (person and low in gazetteer().first):
            return _cased(self._drawn(_KINDS[entry.kind], low, place), piece)
        # By the value and not by its place: a name said twice stays one name.
        return _cased(self._drawn(_names_like(low, person), low, ""), piece)

    def _drawn(self, pool: Sequence[str], value: str, place: str) -> str:
        others = [one for one in pool if one != value]
        digest = hashlib.sha256(f"{self._seed}/{place}/{value}".encode()).digest()
        return others[int.from_bytes(digest[:8], "big") % len(others)]


def _names_like(low: str, person: bool) -> Sequence[str]:
    names = gazetteer()
    if low in names.familiar or low in names.first:
        return sorted(FIRST)
    if low in names.last:
        return sorted(LAST)
    return sorted(RARE if person else THINGS)


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[:1].isupper() else word
