"""A small OpenID provider that signs real tokens, with its own hands (cryptography alone), and can be made to lie."""

import base64
import hashlib
import json
import secrets
from contextlib import contextmanager
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.support.served import served

CLIENT, SECRET = "voice-workbench", "a secret of the client"


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def part(told):
    return b64(json.dumps(told).encode())


class OpenIdProvider:
    """Signs in whoever `person` is. `lies` replaces claims, `header` the token's header, `secret` may be taken away."""

    def __init__(self, clock, secret=SECRET):
        self.clock, self.secret = clock, secret
        self.person = {"sub": "248289761001", "preferred_username": "rosa", "roles": ["reviewer"]}
        self.issuer, self.key, self.kid = "", None, ""
        self.lies, self.header, self.codes, self.asked, self.served_keys = {}, {}, {}, [], 0
        self.signs = self.sign
        self.new_key()
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
            ]
        )

    def new_key(self):
        self.key, self.kid = rsa.generate_private_key(65537, 2048), secrets.token_hex(4)

    async def discovery(self, _request):
        found = {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize"}
        return JSONResponse(found | {"token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys"})

    async def keys(self, _request):
        self.served_keys += 1
        numbers = self.key.public_key().public_numbers()
        n, e = numbers.n.to_bytes(256, "big"), numbers.e.to_bytes(3, "big")
        return JSONResponse(
            {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": b64(n), "e": b64(e)}]}
        )

    async def authorize(self, request):
        asked = dict(request.query_params)
        self.asked.append(asked)
        right = asked["client_id"] == CLIENT and asked["response_type"] == "code" and "openid" in asked["scope"]
        if not right or asked["code_challenge_method"] != "S256":
            return JSONResponse({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def token(self, request):
        form = await request.form()
        asked = self.codes.pop(form.get("code"), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
        known = request.headers.get("authorization") == basic if self.secret else form.get("client_id") == CLIENT
        if not known:
            return JSONResponse({"error": "invalid_client"}, 401)
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self.signs(asked["nonce"])}
        )

    def claims(self, nonce):
        now = int(self.clock.now().timestamp())
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.person}
        return {name: value for name, value in {**told, **self.lies}.items() if value is not None}

    def sign(self, nonce):
        signed = part({"alg": "RS256", "kid": self.kid, **self.header}) + "." + part(self.claims(nonce))
        return signed + "." + b64(self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))


@contextmanager
def provider_served(clock, **more):
    """A provider behind a real server on loopback."""
    provider = OpenIdProvider(clock, **more)
    with served(provider) as address:
        provider.issuer = address
        yield provider
