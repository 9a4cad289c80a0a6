"""English: number words, spelling alphabet, fillers, units and the cues that announce personal data."""

from voice.redaction.language import CueWord, Entry, Vocabulary, cues, digits, kinds, phrases, words

_TENS = "twenty=2 thirty=3 forty=4 fourty=4 fifty=5 sixty=6 seventy=7 eighty=8 ninety=9"

ENTRIES: dict[str, Entry] = {
    **digits(
        "zero=0 oh=0 nought=0 naught=0 nil=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 "
        "niner=9 fife=5 tree=3"
    ),
    **kinds(
        "t",
        "ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19",
    ),
    **kinds("y", _TENS),
    **kinds("h", "hundred=00"),
    **kinds("k", "thousand=000 million=000000 billion=000000000"),
    **kinds("x", "double=2 triple=3 treble=3 quadruple=4"),
    **kinds("l", "zed=z zee=z"),
    **kinds(
        "m",
        "january=01 february=02 march=03 april=04 may=05 june=06 july=07 august=08 september=09 october=10 "
        "november=11 december=12 jan=01 feb=02 mar=03 apr=04 jun=06 jul=07 aug=08 sept=09 sep=09 oct=10 nov=11 dec=12",
    ),
    **kinds(
        "o",
        "first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12 "
        "thirteenth=13 fourteenth=14 fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 nineteenth=19 "
        "twentieth=20 thirtieth=30",
    ),
    **kinds(
        "n",
        "alpha=a alfa=a bravo=b charlie=c delta=d echo=e foxtrot=f golf=g hotel=h india=i juliet=j juliett=j kilo=k "
        "lima=l mike=m november=n oscar=o papa=p quebec=q romeo=r sierra=s tango=t uniform=u victor=v whiskey=w "
        "whisky=w xray=x yankee=y zulu=z",
    ),
}
# "november" is both: the spelling word wins inside a run of letters, the month in a date.
MONTHS = {word: entry.value for word, entry in ENTRIES.items() if entry.kind == "m"} | {"november": "11"}

_GAPS = words(
    "uh um er erm ah hmm mm eh and then so okay ok right yeah yes dash hyphen minus slash stroke dot point period "
    "space underscore comma no sorry wait actually rather oops again pause capital uppercase lowercase letter "
    "number numeral nope now next"
)
_GAP_PHRASES = phrases(
    "i mean|make that|scratch that|let me see|let's see|followed by|hold on|hang on|one second|one sec|one moment|"
    "just a second|just a sec|just a moment|a second|a sec|a moment|that's|it's|i think|upper case|lower case|"
    "all together|let me check|let me start again|start again|one more time|you know|i said|not that|"
    "it was|the rest is|"
    "and the last|the last four are|and finally|the letter|the number|that is|correction|my mistake|excuse me"
)
_UNITS = words(
    "dollars dollar bucks buck euros euro pounds pound pence cents cent percent per quid grand "
    "hours hour minutes minute mins min seconds days day weeks week months month years year nights "
    "miles mile kilometers kilometres kilometer kilometre km meters metres feet foot inches inch "
    "degrees gigabytes gigs gig gb megabytes megabits mb mbps kb terabytes tb watts volts people persons guests "
    "times items pieces points percentage kilos grams pounds ounces liters litres gallons boxes units copies "
    "tickets seats rooms users lines channels calls emails stars pages euros kilowatt kwh am pm a.m p.m o'clock "
    "dozen x employees customers orders payments installments instalments adults children kids steps options"
)


def _cues() -> tuple[CueWord, ...]:
    card = "card number|credit card|debit card|long number|sixteen digits|16 digits|digit card|number on the card"
    return (
        *cues("CREDIT_CARD", card + "|card is|card ending|card ends|card's|mastercard|amex|american express|visa card"),
        *cues("CREDIT_CARD", "card|visa|discover card|digits on the front|across the front", far=5, least=4),
        *cues("CVV", "security code|cvv|cvc|cv2|c v v|c v c|card code|three digits on the back|digits on the back"),
        *cues(
            "CVV",
            "code on the back|three on the back|number on the back|security number|numbers on the back|"
            "on the back|back of the card|back of my card|signature strip|card security",
        ),
        *cues(
            "CARD_EXPIRY",
            "expiring|expires|expiry|expiration|exp date|exp|expire|valid until|valid through|valid thru|"
            "good through|good thru",
        ),
        *cues(
            "US_SSN",
            "social security|social|ssn|s s n|social insurance|national insurance|ni number|n i number|"
            "tax file number|tax file|s i n|sin|tax id|taxpayer|itin",
        ),
        *cues(
            "PHONE_NUMBER", "phone number|telephone number|cell number|mobile number|contact number|call back number"
        ),
        *cues("PHONE_NUMBER", "callback number|home number|work number|office number|best number|number to reach"),
        *cues("PHONE_NUMBER", "number to call|fax number|fax|landline|phone's|my number is|my number's|his number is"),
        *cues("PHONE_NUMBER", "her number is|their number is|text me at|text me on|whatsapp|calling from|dial"),
        *cues("PHONE_NUMBER", "my number|area code|mobile is|cell is|phone is|reach you at|reach you on|my digits"),
        *cues("PHONE_NUMBER", "call me back|call me at|call me on|reach me|call back on|call back at|ring me", least=5),
        *cues("PHONE_NUMBER", "mobile|cell|phone|cellphone|telephone|landline", far=4, least=5),
        *cues("PHONE_NUMBER", "call|ring|dial|text|fax it to|call us|number for", far=3, least=7),
        *cues("PHONE_NUMBER", "extension|ext|extn", far=2, least=1),
        *cues("DATE_OF_BIRTH", "date of birth|dob|d o b|birth date|birthdate|birthday|born on|born in|born|birth day"),
        *cues("DATE_OF_BIRTH", "year of birth|birth year|date off birth|day of birth|birth"),
        *cues("ADDRESS", "house number|street number|apartment number|flat number|unit number", far=4, least=1),
        *cues("ADDRESS", "zip code|zip|zipcode|postcode|post code|postal code|eircode", least=2),
        *cues("IBAN", "iban|i b a n|international bank", far=12, least=4),
        *cues("PIN", "pin number|pin code|pin|passcode|pass code|one time code|one time password|access code", least=2),
        *cues("PIN", "verification code|confirmation pin|gate code|door code|security pin|six digit code|otp|o t p"),
        *cues("PIN", "alarm code|unlock code|entry code|lock code|voicemail code|code we sent|code i sent|texted you"),
        *cues("PIN", "authentication code|login code|code is|four digit code|code we texted|code you sent|code"),
        *_accounts(),
    )


def _accounts() -> tuple[CueWord, ...]:
    things = [
        "account",
        "policy",
        "member",
        "membership",
        "customer",
        "client",
        "patient",
        "case",
        "claim",
        "ticket",
        "booking",
        "reservation",
        "confirmation",
        "reference",
        "order",
        "invoice",
        "serial",
        "passport",
        "license",
        "licence",
        "loyalty",
        "contract",
        "tracking",
        "employee",
        "student",
        "user",
        "subscriber",
        "medicare",
        "medicaid",
        "nhs",
        "insurance",
        "group",
        "meter",
        "device",
        "routing",
        "transit",
        "sort",
        "swift",
        "vehicle",
        "registration",
        "plate",
        "medical",
        "record",
        "hospital",
        "file",
        "incident",
        "prescription",
        "roll",
        "badge",
        "flyer",
        "rewards",
        "transaction",
        "loan",
        "mortgage",
        "sim",
        "imei",
        "chassis",
        "visa",
        "certificate",
        "permit",
        "provider",
        "vat",
        "company",
        "ein",
        "health",
        "care",
        "card-holder",
        "id",
        "identification",
        "identity",
        "docket",
        "complaint",
        "application",
        "enrollment",
        "flight",
    ]
    words = "number|numbers|no|id|i d|code|ref|reference|#|digits"
    both = "|".join(f"{thing} {word}" for thing in things for word in words.split("|"))
    plain = (
        "sort code|vin|v i n|driver's license|drivers license|driver license|driving licence|driver's licence|"
        "driving license|license plate|licence plate|number plate|registration plate|plate|plates|reg|routing|"
        "medical record|mrn|id number|i d number|i.d|record locator|locator|frequent flyer|known traveler|"
        "aba|swift|bic|member id|passport|nhs|imei|serial|confirmation|reference|booking ref|case ref|sort|tag number|"
        "my id is|my id|number ending|ending in|ends in|ends with|ending with|last four|last 4|last three|last two|"
        "last six|last five|last digits|last four digits|national id|dni|nie|nif|personnummer|bsn|insurance id|"
        "social number|library card|pnr|tag|gift card|voucher code|voucher|access number|reservation is"
    )
    weak = "account|policy|case|claim|ticket|booking|reservation|invoice|license|licence|member|registration|meter|"
    return (
        *cues("ACCOUNT", both),
        *cues("ACCOUNT", plain),
        *cues("ACCOUNT", weak + "order is|order|loan|number is|number's|membership|prescription", far=3, least=4),
    )


VOCABULARY = Vocabulary(
    code="en",
    entries=ENTRIES,
    gaps=_GAPS,
    gap_phrases=_GAP_PHRASES,
    units=_UNITS,
    cues=_cues(),
)
