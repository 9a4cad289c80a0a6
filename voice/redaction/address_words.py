"""The words of postal addresses: streets, units, states, cues and questions."""

from voice.redaction.language import by_first, phrases, words

STREETS = words(
    "street st road rd avenue ave av lane ln boulevard blvd terrace crescent cres highway hwy parkway pkwy turnpike "
    "trail trl gardens mews alley plaza causeway expressway loop ridge heights parade grove quay cul-de-sac"
)
LOOSE_STREETS = words(
    "drive dr court ct place pl way close square sq circle cir row walk park hill green view path point rise vale "
    "yard wharf run crossing landing pass bend hollow gate estate"
)
FOREIGN_FIRST = words("rue avenue boulevard calle via plaza place allée chemin avenida rua impasse quai")
FOREIGN_LAST = ("straße", "strasse", "gasse", "straat")
GERMAN_LAST = ("str", "weg", "platz", "allee", "laan", "ring", "damm", "ufer")
UNITS = words("apartment apt suite ste unit flat floor building bldg room number # lot plot trailer block level")
BUILDINGS = words(
    "farm farmhouse cottage cottages house lodge barn manor hall villa mill grange croft bungalow vicarage rectory "
    "mansions buildings towers"
)
"""Houses that have a name instead of a number."""
PARTS = words(
    "street road city town county village state suburb province hausname straße wohnort ort ciudad calle ville"
)
PART_QUESTIONS = by_first(
    phrases(
        "what street|which street|what city do you live|what town do you live|which city do you live|house name|"
        "house number|name of the street|name of the house|street name|what road|which road|house called|"
        "first line|number and street|town or city"
    )
)
DIRECTIONS = words("n s e w nw ne sw se north south east west northwest northeast southwest southeast")
STATES = words(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho "
    "illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi "
    "missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia "
    "washington wisconsin wyoming ontario quebec alberta manitoba saskatchewan nova scotia d.c hampshire jersey "
    "mexico york carolina dakota rhode columbia brunswick kent essex surrey sussex yorkshire lancashire devon "
    "cornwall norfolk al ak az ar ca co ct dc fl ga il ia ks ky la md ma mi mn mo mt ne nv nh nj nm ny nc nd oh "
    "pa ri sc sd tn tx ut vt va wa wv wi wy bc ab qc england scotland wales"
)
STATE_STARTS = words("new north south west rhode district british nova greater")
CUES = by_first(
    phrases(
        "i live at|i live on|live at|lives at|living at|address is|address's|ship it to|ship to|shipped to|send it to|"
        "deliver to|deliver it to|delivered to|mailing address|billing address|home address|shipping address|"
        "delivery address|located at|reside at|resides at|moved to|moving to|staying at|pick me up at|pick up at|"
        "address|my place is|house is|property at|property is|it goes to|goes to|mail it to|address as|"
        "ich wohne in der|ich wohne in|wohne|wohnhaft|adresse ist|anschrift|vivo en|dirección es|mi dirección|"
        "j'habite|j'habite au|adresse est|mon adresse"
    )
)
QUESTIONS = by_first(
    phrases(
        "address|city|zip|zip code|postcode|town|where do you live|where are you located|"
        "where should we send|where should i send|where shall we send|"
        "ship it to|deliver it to|where to|street|what city|which city|adresse|anschrift|dirección|"
        "vous habitez|wohnen sie|"
        "sent to|post it to|located"
    )
)
STOPS = words(
    "and but so because if can could please thanks thank that that's i i'm i've it it's which who is are was "
    "were my your do does did will would have has had when for with or not no then okay ok right yes yeah just "
    "by since last next week month year ago now today yesterday tomorrow tonight near across along still also "
    "again him her us during where while though instead actually always right apparently until before after we "
    "you they he she to from be been about what how there here as than this"
)
FILLERS = words("sure est uh um er it the a at on in number well yeah so ist die der das es la el le au in")
HOMES = words("flat apartment live lives living i'm we're stay staying reside house home is moved from located place")
MARKS = frozenset({",", "-", ".", "#", "/"})
