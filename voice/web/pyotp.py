"""Time-based one-time codes (RFC 6238): thirty seconds, six digits, one step of drift either way."""

import hmac
from datetime import datetime

import pyotp

STEP_S = 30


def new_secret() -> str:
    """A fresh secret, base32, 160 bits."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """The otpauth:// address an authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Voice")


def step_of(secret: str, untrusted_code: str, at: datetime) -> int | None:
    """The step whose code this is, None when it is none of the three that count now."""
    code = "".join(untrusted_code.split())
    if len(code) != 6 or not code.isascii():
        return None
    now = int(at.timestamp()) // STEP_S
    steps = (now - 1, now, now + 1)
    return next((step for step in steps if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), code)), None)


def is_secret(untrusted_secret: str) -> bool:
    """Whether a text is a secret of ours: 32 characters of base32."""
    return len(untrusted_secret) == 32 and set(untrusted_secret) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
