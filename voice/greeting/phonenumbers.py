"""Where a telephone number may belong: a hint that can only make a call stricter."""

import phonenumbers

from voice.greeting.area_codes import STATE_OF


def place_of(untrusted_number: str) -> str:
    """An ISO 3166 code such as DE or US-CA; "" for a withheld, odd or impossible number."""
    try:
        number = phonenumbers.parse(untrusted_number, None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    region = phonenumbers.region_code_for_number(number) or ""
    if region != "US":
        return region
    # The library's own geocoder holds the whole world (200 MB, seconds to load): a ringing phone
    # does not wait for that, and only a state's law matters here.
    state = STATE_OF.get(str(number.national_number)[:3], "")
    return f"US-{state}" if state else "US"
