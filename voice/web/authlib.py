"""Signing in by an OpenID provider (OpenID Connect Core 1.0, code flow with PKCE, RFC 7636), through Authlib.

The provider says who somebody is; nothing about any caller is ever sent to it. Its ID token counts only with
a signature by one of its published keys, for this client, in time, and with the nonce of this very attempt.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from voice.clock import Clock
from voice.errors import NotPermitted, ProviderUnavailable
from voice.review.roles import Role
from voice.review.vouching import Vouched, handle_of, roles_of
from voice.settings import is_loopback

SIGNED_WITH = ("RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "Ed25519", "EdDSA")
"""Public-key signatures alone: neither "none" nor a shared secret ever counts (RFC 8725, 3.1)."""

DISCOVERY = "/.well-known/openid-configuration"
READ_AGAIN = timedelta(hours=1)
KEYS_AGAIN = timedelta(seconds=30)
"""A key that nobody knows is asked for at the provider, but not more often than this."""

LEEWAY_S = 30
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows us by, and what its role claim means."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect: str
    role_claim: str
    roles: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to the provider and back. The secrets of it stay here, but `state`."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class Provider:
    """An OpenID provider, read from its discovery document at the first attempt."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self.name = urlsplit(client.issuer).hostname or ""
        self._client, self._clock = client, clock
        self._document: Mapping[str, str] = {}
        self._document_at = self._keys_at = datetime.min.replace(tzinfo=clock.now().tzinfo)
        self._keys = KeySet([])

    def begin(self) -> Attempt:
        """An address to send somebody to; ProviderUnavailable where the provider does not answer."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._http() as http:
            address, _ = http.create_authorization_url(
                self._known("authorization_endpoint"), state=state, nonce=nonce, code_verifier=verifier
            )
        return Attempt(address, state, nonce, verifier)

    def finish(self, attempt: Attempt, untrusted_code: str) -> Vouched:
        """Whom the provider vouches for; NotPermitted where its answer is not beyond doubt."""
        with self._http() as http:
            try:
                answer = http.fetch_token(
                    self._known("token_endpoint"), code=untrusted_code, code_verifier=attempt.verifier
                )
            except httpx.HTTPError:
                raise _silent() from None
            except (OAuthError, ValueError):
                raise _refused("code_refused") from None
        claims = self._proven(str(answer.get("id_token", "")), attempt, str(answer.get("access_token", "")))
        subject = hashlib.sha256(f"{self._client.issuer}\n{claims['sub']}".encode()).hexdigest()
        roles = roles_of(claims, self._client.role_claim, self._client.roles)
        return Vouched(subject, handle_of(claims, subject), roles)

    def _proven(self, untrusted_token: str, attempt: Attempt, access_token: str) -> CodeIDToken:
        """The claims of an ID token (OpenID Connect Core, 3.1.3.7)."""
        client = self._client
        try:
            found = self._verified(untrusted_token)
            wanted = {
                "iss": {"essential": True, "value": client.issuer},
                "aud": {"essential": True, "value": client.client_id},
                "sub": {"essential": True},
            }
            params = {"nonce": attempt.nonce, "client_id": client.client_id, "access_token": access_token}
            claims = CodeIDToken(found.claims, found.header, wanted, params)
            claims.validate(int(self._clock.now().timestamp()), LEEWAY_S)
        except (JoseError, ValueError, TypeError):
            raise _refused("id_token_refused") from None
        if not isinstance(claims["sub"], str):
            raise _refused("id_token_refused")
        return claims

    def _verified(self, untrusted_token: str) -> jwt.Token:
        """The token, its signature checked; a provider that changed its keys is asked for the new ones once."""
        if not self._keys.keys or self._clock.now() - self._keys_at > READ_AGAIN:
            self._read_keys()
        try:
            return jwt.decode(untrusted_token, self._keys, algorithms=SIGNED_WITH)
        except (JoseError, ValueError):
            if self._clock.now() - self._keys_at < KEYS_AGAIN:
                raise
            self._read_keys()
            return jwt.decode(untrusted_token, self._keys, algorithms=SIGNED_WITH)

    def _read_keys(self) -> None:
        self._keys_at = self._clock.now()
        self._keys = KeySet.import_key_set(self._read(self._known("jwks_uri")))

    def _known(self, name: str) -> str:
        """An address from the discovery document; it must be the issuer's own (Discovery 1.0, 4.3) and not in plain."""
        now = self._clock.now()
        if now - self._document_at > READ_AGAIN:
            found = self._read(self._client.issuer.rstrip("/") + DISCOVERY)
            if found.get("issuer") != self._client.issuer:
                raise ProviderUnavailable("The provider calls itself by another name than VOICE_OIDC_ISSUER does.")
            self._document, self._document_at = found, now
        address = str(self._document.get(name, ""))
        if not address.startswith("https://") and not (is_loopback(address) and is_loopback(self._client.issuer)):
            raise ProviderUnavailable("The provider names an address that is not https; nobody is sent there.")
        return address

    def _read(self, address: str) -> Any:
        try:
            answer = httpx.get(address, timeout=PATIENCE_S)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError):
            raise _silent() from None
        if not isinstance(found, dict):
            raise _silent()
        return found

    def _http(self) -> OAuth2Client:
        secret = self._client.client_secret
        return OAuth2Client(
            self._client.client_id,
            secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope="openid profile",
            redirect_uri=self._client.redirect,
            code_challenge_method="S256",
            timeout=PATIENCE_S,
        )


def _silent() -> ProviderUnavailable:
    return ProviderUnavailable("The provider does not answer; sign in by handle and password, or try again later.")


def _refused(code: str) -> NotPermitted:
    return NotPermitted("The provider's answer does not prove who you are; begin again.", code=code)
