"""The carrier's signature: the vectors it publishes, and the traps other people fell into."""

import pytest

from voice.call.twilio import SigningSecrets, UntrustedForm, parse_form, sign, signature_is_valid
from voice.errors import UntrustedInput

PAIRS = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
)
FORM = UntrustedForm(PAIRS)
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
SECRETS = SigningSecrets(("12345",))

# twilio-python tests/unit/test_request_validator.py and twilio-node spec/validation.spec.js
PUBLISHED = [
    (URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (URL.replace("mycompany.com", "mycompany.com:443"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (URL.replace("mycompany.com", "mycompany.com:1234"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    (URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    (URL.replace("https://mycompany.com", "http://mycompany.com:1234"), "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    (URL.replace("//", "//user:pass@"), "CukzLTc1tT5dXEDIHm/tKBanW10="),
    (URL.replace("//", "//user:pass@"), "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI="),
    (URL.replace("//", "//user@"), "2YRLlVAflCqxaNicjMpJcSTgzSs="),
]


@pytest.mark.parametrize(("url", "signature"), PUBLISHED)
def test_published_vectors_are_valid(url, signature):
    assert signature_is_valid(SECRETS, url, FORM, signature, "")


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (URL + "&Body=It's+amazing", "TfZzewPq8wqrGlMfyAud8+/IvJ0="),
        (URL.replace("//mycompany.com", "//user:pass@mycompany.com:1234"), "CukzLTc1tT5dXEDIHm/tKBanW10="),
    ],
)
def test_the_two_vectors_this_library_refuses_stay_refused(url, signature):
    """twilio-python neither re-encodes a query nor keeps userinfo beside a port: our URLs have none of them."""
    assert not signature_is_valid(SECRETS, url, FORM, signature, "")


def test_repeated_fields_count_once_each_in_order_of_value():
    form = UntrustedForm(
        (("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234"))
    )
    signature = "IK+Dwps556ElfBT0I3Rgjkr1wJU="
    assert signature_is_valid(SECRETS, URL, form, signature, "")
    lost = UntrustedForm((("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678")))
    assert not signature_is_valid(SECRETS, URL, lost, signature, "")


def test_an_empty_field_is_part_of_the_signature():
    with_empty = parse_form(b"CallSid=CA1&CallerCity=&To=%2B1")
    signature = sign("12345", URL, with_empty)
    assert with_empty.pairs[1] == ("CallerCity", "")
    assert signature_is_valid(SECRETS, URL, with_empty, signature, "")
    assert not signature_is_valid(SECRETS, URL, parse_form(b"CallSid=CA1&To=%2B1"), signature, "")


def test_the_old_token_is_accepted_while_it_is_being_replaced():
    rotating = SigningSecrets(("new", "old"))
    assert signature_is_valid(rotating, URL, FORM, sign("new", URL, FORM), "")
    assert signature_is_valid(rotating, URL, FORM, sign("old", URL, FORM), "")
    assert not signature_is_valid(rotating, URL, FORM, sign("older", URL, FORM), "")


@pytest.mark.parametrize("algorithm", ["HMAC_SHA256", "HMAC_SHA1"])
def test_a_shared_key_signs_instead_of_the_token(algorithm):
    secrets = SigningSecrets(("12345",), {"webhooks_sharedkey_1": "shared"})
    signature = sign("shared", URL, FORM, algorithm)
    header = f"key=webhooks_sharedkey_1,algorithm={algorithm}"
    assert signature_is_valid(secrets, URL, FORM, signature, header)
    assert not signature_is_valid(secrets, URL, FORM, signature, "key=webhooks_sharedkey_2,algorithm=" + algorithm)
    assert not signature_is_valid(secrets, URL, FORM, signature, "")
    assert not signature_is_valid(secrets, URL, FORM, signature, "key=webhooks_sharedkey_1,algorithm=NONE")


def test_leaving_the_shared_key_header_out_downgrades_nothing():
    strict = SigningSecrets(("12345",), {"k": "shared"}, shared_keys_only=True)
    assert not signature_is_valid(strict, URL, FORM, sign("12345", URL, FORM), "")
    assert signature_is_valid(
        strict, URL, FORM, sign("shared", URL, FORM, "HMAC_SHA256"), "key=k,algorithm=HMAC_SHA256"
    )


@pytest.mark.parametrize("signature", ["", "x", "é", "RSOYDt4T1cUTdK1PDd93/VVr8B9="])
def test_no_or_another_signature_is_refused(signature):
    assert not signature_is_valid(SECRETS, URL, FORM, signature, "")


def test_an_empty_token_signs_nothing():
    assert not signature_is_valid(SigningSecrets(("",)), URL, FORM, sign("", URL, FORM), "")


def test_more_fields_than_the_carrier_ever_sends_are_refused():
    with pytest.raises(UntrustedInput):
        parse_form(b"&".join(b"a=1" for _ in range(201)))
