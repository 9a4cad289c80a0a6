"""Words that are not names, however they look: function words, call vocabulary, places, months, brands."""

from functools import cache

from voice.redaction.faker import ordinary_words
from voice.redaction.language import words

NEVER_NAMES = words(
    "a an the my mine me myself this that these those there here it its it's is isn't are aren't was "
    "wasn't were be been being am i i'm "
    "i've i'd i'll you you're you've your yours we we're we've we'll us our ours they they're them their he he's him "
    "his she she's her hers who whom whose who's what what's which when where where's why how how's and or but nor so "
    "if then than as at by for from in into of off on onto out over to up down under with without about after "
    "before again against between during through until while because since not no nope nor none yes yeah yep yup "
    "sure ok okay alright right well now just only even also too very really quite rather still already yet "
    "always never ever maybe perhaps please thanks thank sorry pardon hello hi hey bye goodbye welcome um uh er ah "
    "oh hmm mm like do does doesn't did didn't done doing don't have haven't has hasn't had hadn't having can "
    "can't cannot could couldn't shall should shouldn't would wouldn't must might won't let let's get got getting "
    "gets go going goes gone went come comes coming came make makes making made take takes taking took give gives "
    "giving gave see sees seeing saw seen say says saying said tell tells telling told know knows knowing knew "
    "think thinks thinking thought want wants wanting wanted need needs needing needed use uses using used try "
    "tries trying tried call calls calling called speak speaking speaks spoke talk talking talks talked ask asks "
    "asking asked look looking looks looked help helps helping helped work works working worked wait waits "
    "waiting waited hold holding held pay pays paying paid send sends sending sent check checks checking checked "
    "put puts putting pull pulling pulled keep keeps keeping kept move moving moved happy glad good great fine "
    "perfect excellent awesome nice bad terrible awful angry upset annoyed unhappy ridiculous unacceptable "
    "available ready unable able back first last next other another same different new old more most less least "
    "many much few some any all both each every either neither someone somebody anyone anybody everyone nobody "
    "something anything everything nothing somewhere name names surname number numbers account accounts address "
    "email mail phone mobile cell card cards bill bills billing order orders refund payment payments service "
    "support department customer client team manager supervisor agent representative operator technician "
    "appointment appointments meeting delivery delivered shipping package parcel box item items plan plans "
    "subscription policy claim ticket case issue issues problem problems question questions complaint information "
    "details time times day days week weeks month months year years today tomorrow yesterday tonight morning "
    "afternoon evening night noon minute minutes hour hours second seconds moment monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september october november "
    "december spring summer autumn fall winter one two three four five six seven eight nine ten eleven twelve "
    "zero hundred thousand dollar dollars euro euros pound pounds cent cents percent sir madam ma'am miss mister "
    "mrs mr ms dr doctor professor wife husband son daughter mother father mom mum dad brother sister friend "
    "neighbour neighbor boss partner colleague roommate kid kids child children baby dog cat pet family people "
    "person man woman guy lady everyone company business office store shop website online internet line lines "
    "router modem device computer laptop tablet screen app password code pin security dash dot underscore com "
    "correct exactly absolutely definitely certainly course actually basically honestly literally probably "
    "possibly apparently obviously unfortunately hopefully anyway however therefore regarding concerning due "
    "interested wondering trying hoping having doing here's there's that's let's gonna wanna gotta kinda "
    "located based born married single located sick home house apartment street road avenue lane drive city town "
    "state country zip postcode room floor building door car truck bus train plane flight hotel airport bank "
    "hospital clinic school university church park insurance dental medical health doctor's gas electric power "
    "water heating bridge river side riverside north south east west northern southern eastern western "
    "calling's spelled spelt letter letters capital lower upper case double triple okay's "
    "twenty thirty forty fifty sixty seventy eighty ninety half quarter couple pair dozen lot lots bit "
    "wrong true false real sure whole full part kind sort type way ways thing things stuff place places "
    "total cost costs price prices charge charges charged fee fees credit debit cash check cheque balance amount "
    "date birth age expiry statement receipt invoice contract upgrade downgrade cancel cancelled canceled "
    "cancellation change changed changes changing update updated confirm confirmed confirming confirmation verify "
    "verified verification broken faulty damaged missing lost stolen late early delayed delay arrived arrive "
    "arrives received receive returned return replace replacement warranty repair fix fixed "
    "sales reception desk line billing accounts returns complaints bookings reservations reservation booking "
    "guest visitor tenant landlord owner buyer seller member patient student teacher driver nurse lawyer "
    "attorney officer engineer plumber electrician ending ends starting begins expired valid invalid"
)
PLACES = words(
    "america american england english britain british scotland scottish wales welsh ireland irish france french "
    "germany german spain spanish italy italian portugal portuguese netherlands dutch belgium swiss switzerland "
    "austria austrian poland polish sweden swedish norway norwegian denmark danish finland finnish russia russian "
    "china chinese japan japanese korea korean india indian pakistan australia australian canada canadian mexico "
    "mexican brazil europe european asia asian africa african london paris berlin madrid rome milan vienna "
    "munich hamburg frankfurt dublin edinburgh glasgow manchester liverpool birmingham leeds bristol oxford "
    "cambridge york boston chicago houston dallas austin phoenix denver seattle portland atlanta miami orlando "
    "detroit cleveland memphis nashville charlotte philadelphia baltimore washington lincoln madison jackson "
    "columbus cincinnati vegas francisco angeles diego jose antonio orleans tampa brooklyn manhattan queens bronx "
    "california texas florida georgia virginia carolina dakota alabama alaska arizona arkansas colorado connecticut "
    "delaware hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan "
    "minnesota mississippi missouri montana nebraska nevada hampshire jersey ohio oklahoma oregon pennsylvania "
    "tennessee utah vermont wisconsin wyoming ontario quebec alberta manitoba toronto montreal vancouver ottawa "
    "sydney melbourne brisbane perth auckland google amazon apple microsoft facebook netflix visa mastercard paypal "
    "uber ford honda toyota tesla mercedes samsung sony nokia verizon comcast chase wells fargo barclays lloyds "
    "christmas easter thanksgiving halloween jesus god lord christ xmas ramadan mobile china jordan israel chad "
    "kenya cuba cyprus malta lima santiago sofia florence venice siena victoria savannah dakota asia"
)


DOUBTFUL = words(
    "bill mark grace will rose hope faith joy art rob chase may april june august summer guy drew pat "
    "sue jack frank dean "
    "earl miles gene grant ray rich wade young page ruby pearl ivy violet iris holly daisy olive amber crystal destiny "
    "autumn dawn eve melody harmony trinity angel christian jordan austin dallas paris chelsea brooklyn "
    "charlotte victoria "
    "florence sydney madison jackson lincoln denver savannah georgia virginia carolina asia india china "
    "major king prince "
    "queen star love princess precious justice happy lucky penny sandy rocky buddy sonny sunny robin jay kit nick bob "
    "skip chip chuck don dick peter norm cliff glen heath lane brook forest river sky skye reed brandy "
    "candy ginger sherry "
    "cherry honey rusty dusty stone woody carol noel stormy bliss heaven ace duke king knight max harry "
    "cash cole dale dell "
    "hunter parker mason carter cooper taylor tyler porter spencer turner walker archer baker fisher "
    "gardener miller potter "
    "sawyer shepherd tanner weaver ford lee long short white black brown green gray grey wood woods "
    "price rice best bush "
    "field fields hill hall hands park parks pond pool rivers waters wells west north day weeks winter "
    "winters sharp strong"
)
"""Names that are words too: alone and unannounced they stay, after "ask", "thanks" or "I'm" they go."""


@cache
def not_names() -> frozenset[str]:
    """Every word that a lone, unannounced name may not be."""
    return NEVER_NAMES | PLACES | ordinary_words()


def ordinary(word: str) -> bool:
    """Whether a lower-case word is too common to be taken for a name; endings of verbs and nouns count."""
    return word in not_names() or (len(word) > 5 and word.endswith(("ing", "tion", "ment", "ness", "ally", "able")))
