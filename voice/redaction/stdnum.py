"""Checksums of well-known numbers; they decide a value's type, never whether it is redacted."""

from stdnum import iban, luhn
from stdnum.gb import nhs


def is_card(digits: str) -> bool:
    """Whether 13 to 19 digits pass the check of payment cards (ISO/IEC 7812, Luhn)."""
    return 13 <= len(digits) <= 19 and digits.isdecimal() and bool(luhn.is_valid(digits))


def is_iban(text: str) -> bool:
    """Whether the text passes the check of bank accounts (ISO 13616, mod 97)."""
    return bool(iban.is_valid(text))


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of British health numbers (mod 11)."""
    return bool(nhs.is_valid(digits))
