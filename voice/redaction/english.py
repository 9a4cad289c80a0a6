"""English: number words, spelling alphabet, fillers, units and the cues that announce personal data."""

from voice.redaction.english_cues import CUES
from voice.redaction.language import Entry, Vocabulary, digits, kinds, phrases, words

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
    "huh yep yup mhm uh um er erm ah hmm mm eh and then so okay ok right yeah yes dash hyphen minus slash stroke "
    "dot point period space underscore comma no sorry wait actually rather oops again pause capital uppercase "
    "lowercase letter number numeral nope now next"
)
_GAP_PHRASES = phrases(
    "i mean|make that|scratch that|let me see|let's see|followed by|hold on|hang on|one second|one sec|one moment|"
    "just a second|just a sec|just a moment|a second|a sec|a moment|that's|it's|i think|upper case|lower case|"
    "all together|let me check|let me start again|start again|one more time|you know|i said|not that|"
    "it was|the rest is|"
    "and the last|the last four are|and finally|the letter|the number|that is|correction|my mistake|excuse me"
)
_UNITS = words(
    "gig business working calendar square dollars dollar bucks buck euros euro pounds pound pence cents "
    "cent percent per quid grand "
    "hours hour minutes minute mins min seconds days day weeks week months month years year nights "
    "miles mile kilometers kilometres kilometer kilometre km meters metres feet foot inches inch "
    "degrees gigabytes gigs gig gb megabytes megabits mb mbps kb terabytes tb watts volts people persons guests "
    "times items pieces points percentage kilos grams pounds ounces liters litres gallons boxes units copies "
    "tickets seats rooms users lines channels calls emails stars pages euros kilowatt kwh am pm a.m p.m o'clock "
    "mg milligram milligrams ml milliliters millilitres mcg tablet tablets pill pills capsules doses scoops psi "
    "cm centimeters centimetres millimeters millimetres amps tons tonnes sheets bottles bags slices servings yards "
    "gram ounce liter litre kilo gallon bed beds bedroom bedrooms bath baths pins "
    "acres calories sessions lessons teaspoons tablespoons cups "
    "dozen x employees customers orders payments installments instalments adults children kids steps options"
)


VOCABULARY = Vocabulary(
    code="en",
    entries=ENTRIES,
    gaps=_GAPS,
    gap_phrases=_GAP_PHRASES,
    units=_UNITS,
    cues=CUES,
)
