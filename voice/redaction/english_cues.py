"""English: the phrases that announce a number, a code or a date, by what they announce."""

from voice.redaction.language import CueWord, cues, line

_CARD = "card number|credit card|debit card|long number|sixteen digits|16 digits|digit card|number on the card"
_THINGS = line(
    "account policy member membership customer client patient case claim ticket booking reservation confirmation "
    "reference order invoice serial passport license licence loyalty contract tracking employee student "
    "user subscriber "
    "medicare medicaid nhs insurance group meter device routing transit sort swift vehicle registration plate medical "
    "record hospital file incident prescription roll badge flyer rewards transaction loan mortgage sim "
    "imei chassis visa "
    "certificate permit provider vat company ein health care id identification identity docket complaint application "
    "institution branch supply water electricity unique staff payroll pension quote job batch purchase po parking "
    "penalty crime court collection return planning subscription "
    "enrollment checking savings acct rx locker parcel warranty asset receipt pickup gym library"
)
_KINDS = ("number", "numbers", "no", "id", "i d", "code", "ref", "reference", "#", "digits", "account ending", "card")
_PLAIN = (
    "username|user name|login|log in name|login name|sign in name|handle|screen name|"
    "vrm|v r m|utr|u t r|m r n|"
    "sort code|vin|v i n|driver's license|drivers license|driver license|driving licence|driver's licence|"
    "driving license|license plate|licence plate|number plate|registration plate|plate|plates|reg|routing|"
    "medical record|mrn|id number|i d number|i.d|record locator|locator|frequent flyer|known traveler|"
    "aba|swift|bic|member id|passport|nhs|imei|serial|confirmation|reference|booking ref|case ref|sort|tag number|"
    "my id is|my id|number ending|ending with|last four|last 4|last three|"
    "last six|last five|last digits|last four digits|national id|dni|nie|nif|personnummer|bsn|insurance id|"
    "social number|library card|pnr|tag|gift card|voucher code|voucher|access number|reservation is"
)
_TURNED = ("i turned", "he turned", "she turned", "i turn", "he turns", "she turns", "i'll be", "he'll be", "she'll be")
_AGES = line("eighteen twenty thirty forty fifty sixty seventy eighty ninety 18 20 30 40 50 60 70 80 90")
OFFERS = line("offer coupon sale deal trial quote price discount special promotion milk rate")
_ENDS = ("is valid until", "valid until", "is good until", "is good through", "good through", "expires", "expires on")
_WEAK = (
    "account|policy|case|claim|ticket|booking|reservation|invoice|license|licence|member|registration|"
    "meter|acct|checking|"
    "savings|order is|order|loan|number is|number's|membership|prescription"
)

CUES: tuple[CueWord, ...] = (
    # What these announce is nobody's: they keep the shorter cue inside them quiet.
    *cues(
        "",
        "error code|error|fault code|dress code|country code|discount code|promo code|coupon code|source code",
    ),
    *cues(
        "", "birthday party|birthday cake|birthday card|birthday present|birthday gift|birthday dinner|birthday lunch"
    ),
    *cues("", "|".join(f"{thing} {ends}" for thing in OFFERS for ends in _ENDS)),
    *cues("", "extension cord|extension lead|extension cable|extension cords"),
    *cues("", "code for the sale|code for the discount|code for the offer|sale code|offer code|voucher code online"),
    *cues("", "model number|part number|item number|product number|product code|style number|page number|gate number"),
    *cues("", "channel number|bus number|flight number|room number|step number|option number|version number"),
    *cues("CREDIT_CARD", _CARD + "|card is|card ending|card ends|card's|mastercard|amex|american express|visa card"),
    *cues("CREDIT_CARD", "card|visa|discover card|digits on the front|across the front", far=5, least=4),
    *cues(
        "CVV",
        "security code|cvv|cvc|cv2|cvv2|cvc2|c v v|c v c|card code|three digits on the back|digits on the back|"
        "three digits|three digit number|three digit code",
        least=2,
    ),
    *cues(
        "CVV",
        "code on the back|three on the back|number on the back|security number|numbers on the back|"
        "on the back|back of the card|back of my card|signature strip|card security",
        least=2,
    ),
    *cues(
        "CARD_EXPIRY",
        "expiring|expires|expiry|expiration|exp date|exp|expire|valid until|valid through|valid thru|"
        "good through|good thru|"
        "card is good until|card's good until|it's good until|good till|"
        "valid from|valid to|valid till|run out|runs out",
    ),
    *cues(
        "US_SSN",
        "social security|social|ssn|s s n|social insurance|national insurance|ni number|n i number|"
        "tax file number|tax file|s i n|sin|tax id|taxpayer|itin",
    ),
    *cues("PHONE_NUMBER", "phone number|telephone number|cell number|mobile number|contact number|call back number"),
    *cues("PHONE_NUMBER", "callback number|home number|work number|office number|best number|number to reach"),
    *cues("PHONE_NUMBER", "number to call|fax number|fax|landline|phone's|my number is|my number's|his number is"),
    *cues("PHONE_NUMBER", "her number is|their number is|text me at|text me on|whatsapp|calling from|dial"),
    *cues("PHONE_NUMBER", "my number|area code|mobile is|cell is|phone is|reach you at|reach you on|my digits"),
    *cues("PHONE_NUMBER", "call me back|call me at|call me on|reach me|call back on|call back at|ring me", least=5),
    *cues("PHONE_NUMBER", "mobile|cell|phone|cellphone|telephone|landline", far=4, least=5),
    *cues("PHONE_NUMBER", "call|ring|dial|text|fax it to|call us|number for", far=3, least=7),
    *cues("PHONE_NUMBER", "extension|ext|extn", far=2, least=1),
    *cues(
        "DATE_OF_BIRTH",
        "date of birth|dob|d o b|d . o . b|birth date|birthdate|birthday|born on|born in|born|birth day",
    ),
    *cues(
        "DATE_OF_BIRTH",
        "dates of birth|birth dates|birthdays|year of birth|birth year|day of birth|birth",
    ),
    *cues("DATE_OF_BIRTH", "|".join(f"{turned} {age}" for turned in _TURNED for age in _AGES)),
    *cues("ADDRESS", "house number|street number|apartment number|flat number|unit number", far=4, least=1),
    *cues("ADDRESS", "zip code|zip|zipcode|postcode|post code|postal code|eircode", least=2),
    *cues("IBAN", "iban|i b a n|international bank", far=12, least=4),
    *cues("PIN", "pin number|pin code|pin|passcode|pass code|one time code|one time password|access code", least=2),
    *cues("PIN", "verification code|confirmation pin|gate code|door code|security pin|six digit code|otp|o t p"),
    *cues("PIN", "alarm code|unlock code|entry code|lock code|voicemail code|code we sent|code i sent|texted you"),
    *cues(
        "PIN",
        "combination|safe code|"
        "authentication code|login code|code is|four digit code|code we texted|code you sent|code",
    ),
    *cues("ACCOUNT", "|".join(f"{thing} {kind}" for thing in _THINGS for kind in _KINDS)),
    *cues("ACCOUNT", _PLAIN),
    *cues("ACCOUNT", _WEAK, far=3, least=4),
    *cues("ACCOUNT", "tax code|contract", far=3, least=4),
    # A digit that was left out: "there's one missing, it's eight".
    *cues("ACCOUNT", "one missing|one more|another digit|extra digit|missing digit|left one out", far=4, least=1),
    *cues("ACCOUNT", "missed a digit|digit missing|missed one|forgot a digit|forgot one|skipped one", far=4, least=1),
    *cues("ACCOUNT", "starting|ending|number", far=2, least=3),
    *cues(
        "ACCOUNT",
        "last two|final two|middle two|first two|ends in|ends with|ending in|end in|end with|ends|last digits|"
        "last digit|instead of|end's|at the end|begins with|starts with|starting with|beginning",
        far=4,
        least=2,
    ),
    *cues("ACCOUNT", "final digits|middle digits|first digits|middle bit|last bit|final four|first four|final three"),
)
