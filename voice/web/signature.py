"""Whether a webhook comes from the carrier: read with limits, then checked before anything is believed.

The signed address is the configured public URL with the raw path and raw query of the request, byte
for byte: neither the Host header nor X-Forwarded-* is asked, since anyone can write those.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from voice.call.twilio import SigningSecrets, UntrustedForm, parse_form, signature_is_valid
from voice.call.twilio_number import OVERRIDES
from voice.errors import SettingsError, UntrustedInput
from voice.log import logger
from voice.settings import is_loopback

LARGEST_BODY_BYTES = 64 * 1024
LONGEST_HEADER = 512
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, eq=False)
class SignatureCheck:
    """Knows our public address and what the carrier signs with; `headers` differ within the family."""

    public_url: str
    secrets: SigningSecrets
    headers: tuple[str, ...] = ("x-twilio-signature",)
    settings_header: str = "x-twilio-webhooks-signature-settings"

    def __post_init__(self) -> None:
        parts = urlsplit(self.public_url)
        if parts.scheme != "https" and not is_loopback(self.public_url):
            raise SettingsError("VOICE_PUBLIC_URL must begin with https:// (http:// only on this machine).")
        # The vendor's validator breaks on user:password@host:port, and such a URL would leak besides.
        if parts.username or parts.query or parts.fragment or not parts.hostname:
            raise SettingsError("VOICE_PUBLIC_URL must be scheme, host, port and path alone.")

    def signed_url(self, request: Request) -> str:
        """The address the carrier asked for, as it asked."""
        path: bytes = request.scope.get("raw_path") or request.scope["path"].encode("utf-8")
        query: bytes = request.scope.get("query_string", b"")
        raw = path.split(b"?", 1)[0] + (b"?" + query if query else b"")
        return self.public_url.rstrip("/") + raw.decode("latin-1")

    async def __call__(self, request: Request) -> UntrustedForm:
        """The guard of every carrier door: the signed form, or 403 before anything is stored."""
        form = await self.read(request)
        if form is None:
            logger().warning("webhook_refused", route=request.scope["path"], status=403)
            raise HTTPException(403, "This address answers the carrier alone.")
        return form

    async def read(self, request: Request) -> UntrustedForm | None:
        """The signed form, or None: unsigned, wrongly signed, too large, not a form."""
        signature = next((request.headers[name] for name in self.headers if name in request.headers), "")
        settings = request.headers.get(self.settings_header, "")
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not signature or len(signature) > LONGEST_HEADER or len(settings) > LONGEST_HEADER or content_type != FORM:
            return None
        body = await _body(request)
        if body is None:
            return None
        try:
            form = parse_form(body, request.scope.get("query_string", b""))
        except UntrustedInput:
            return None
        url = self.signed_url(request)
        # Whether Twilio signs an address with or without its connection overrides is not documented.
        override = OVERRIDES.get(request.scope["path"].rpartition("/")[2], "")
        candidates = (url, url + override) if override else (url,)
        valid = any(signature_is_valid(self.secrets, one, form, signature, settings) for one in candidates)
        return form if valid else None


async def _body(request: Request) -> bytes | None:
    stated = request.headers.get("content-length", "0")
    if not stated.isdecimal() or int(stated[:12]) > LARGEST_BODY_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY_BYTES:
            return None
    return bytes(body)
