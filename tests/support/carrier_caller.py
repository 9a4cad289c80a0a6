"""Knocks at the carrier's doors as the carrier does: signed forms, and forms that are not."""

from urllib.parse import urlencode

from voice.call.twilio import parse_form, sign

PUBLIC = "https://voice.example"
TOKEN = "token-of-the-tests"
CALL = "CA" + "0" * 32


class CarrierCaller:
    """Posts to a TestClient what the carrier would post; `last` is the latest answer."""

    def __init__(self, client, token=TOKEN, public=PUBLIC):
        self._client = client
        self._token = token
        self._public = public

    def post(self, path, headers=None, signed=True, **fields):
        pairs = {"CallSid": CALL, "AccountSid": "AC" + "0" * 32, "CallerCity": "", **fields}
        return self.post_body(path, urlencode(pairs, doseq=True).encode(), headers, signed)

    def post_body(self, path, body, headers=None, signed=True):
        sent = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8", **(headers or {})}
        if signed:
            sent.setdefault("x-twilio-signature", sign(self._token, self._public + path, parse_form(body)))
        return self._client.post(path, content=body, headers=sent)
