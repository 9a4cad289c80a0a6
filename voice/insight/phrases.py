"""What a general sentiment lexicon gets wrong about phone calls, as data.

Three corrections: facts that are complaints without one unkind word ("on hold for forty minutes");
courtesies that are manners, not feelings ("thank you for calling"); and words that are neutral on
the line although not in a tweet ("help", "please", "insurance"). Values are on VADER's scale, -4..4.
"""

# ruff: noqa: E501 - patterns are data; a break inside one hides its mistakes

import re
from dataclasses import dataclass

_UNITS = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)"
_NOBODY = r"(?:no ?one|nobody|no body|none of (?:you|them))"

PHRASES: tuple[tuple[str, float], ...] = (
    # --- service failures ---
    (rf"(?:been |was |were |am |'m )?(?:on hold|waiting|in (?:the|a|this) queue)(?: \w+){{0,7}} {_UNITS}", -2.4),
    (rf"waited (?:\w+ ){{0,4}}{_UNITS}|take so long|takes so long|taking so long|taken so long", -2.0),
    (rf"{_NOBODY}(?: \w+){{0,2}} (?:call\w*|rang|answer\w*|came|turned up|showed up|got back|gets back|told|cares?|does)"
     r"(?: \w+){0,2}(?: back| up| to me| anything)?", -2.4),
    (r"(?:never|did not|didn't|has not|hasn't|have not|haven't|still not|not yet|not) (?:yet )?(?:showed up|show up|shown up|"
     r"turned up|turn up|arrived?|come|came|been delivered|call(?:ed)? back|rung back|received?|had (?:a|any) reply|got(?:ten)?)",
     -2.0),
    (r"(?:first|second|third|fourth|fifth|sixth|tenth|umpteenth) time (?:i|we|that|this)", -2.0),
    (r"(?:two|three|four|five|six|ten|several|many|so many|countless) times (?:now|already|about)|"
     r"(?:called|rung|asked|told you|explained|written|complained)(?: \w+){0,4} (?:twice|times)", -1.9),
    (r"(?:keeps?|kept) (?:on )?(?:drop\w*|cutting|going up|going off|happening|crash\w*|fail\w*|sending|logging|freezing|"
     r"stopping|breaking|switching|getting)|logs me out|cuts? (?:out|me off)|got cut off|been cut off|hung up on me", -2.0),
    (r"over ?charged|charged (?:me |us )?(?:twice|double|again|too much)|billed (?:me |us )?(?:twice|double|again)|"
     r"extra (?:fee|charge)s? (?:nobody|no one|i)|took money", -2.4),
    (r"why (?:is|are|was|does|do|did|have|has) (?:my|the|your|it|this|nobody|you)(?: \w+){0,4} (?:high|much|long|late|again|"
     r"off|up|down|slow)", -1.8),
    (r"(?:does not|doesn't|did not|didn't|won't|will not|is not|isn't|not|stopped|still not) (?:work\w*|turn on|start|open|load|"
     r"recogni[sz]e)(?: (?:properly|any ?more))?", -2.0),
    (r"(?:been |is |was |gone |went )(?:down|off|dead|out(?! of))(?: again)?(?: (?:for|since)(?: \w+){1,3})?|without (?:a |any )?"
     r"(?:phone|internet|heating|water|power|electricity)", -1.9),
    (rf"{_UNITS} (?:late|overdue)|(?:was|were|is|are) due (?:a |last )?(?:{_UNITS}|yesterday|monday|tuesday)|still waiting", -2.0),
    (r"(?:made|make|makes) (?:it|things|matters) worse|worse than (?:before|ever)", -2.2),
    (r"wrong (?:part|item|one|size|order|house|address|colou?r|amount|name|date|bill|product)|not what i (?:ordered|asked|wanted)",
     -2.0),
    (r"(?:was|were|been|had been) (?:promised|told)(?: \w+){0,8} (?:but|and|yet|never|nothing|no one|nobody)", -1.9),
    (r"you (?:people )?promised", -1.8),
    (r"half (?:of )?(?:it|them|the items|the order)(?: \w+){0,2} missing|(?:was|were|is|are|parts?) missing", -2.0),
    (r"(?:had|have) enough(?! (?:time|of (?:time|them)))|sick (?:and tired )?of|fed up|losing patience|lost patience|"
     r"passed (?:around|from)|start(?:ed)? (?:all )?over again|explain (?:this|it|everything|myself) again|again and again", -2.5),
    (r"(?:not|n't) (?:good enough|acceptable|fair|right|helpful|happy|satisfied|pleased|impressed)|unacceptable|no use|"
     r"(?:no|makes no|make no) sense|waste of (?:my |our )?time|too (?:expensive|slow|late|dear)", -2.4),
    (r"(?:want|need|get|give me|have) my money back|speak to (?:a |your |the )?(?:supervisor|manager)|leaving for another", -1.9),
    (r"(?:day|time|morning|afternoon) off for nothing|thanks for nothing|for nothing|what a (?:joke|mess|shame|nightmare)|"
     r"no choice|let(?:s)? me down|let down|how hard can it be", -2.5),
    (r"(?:do not|don't|did not|didn't|cannot|can't) (?:know what else|understand why|believe)|i am worried|i'm worried|makes? me "
     r"worry", -1.9),
    (r"would(?: not|n't) recommend", -2.6),
    (r"leak(?:s|ing|ed)?|crash(?:es|ed|ing)?|nightmare|not again|does(?: not|n't) help", -2.2),
    (r"left (?:me |us )?(?:hanging|waiting|in the (?:dark|rain|cold|lurch))|kept (?:me |us )?waiting|end of my (?:tether|rope)|wits'? end|beyond a joke|last straw|round in circles|goose chase", -2.3),
    (r"(?:no|without|not had (?:any )?) ?(?:hot )?(?:water|heating|signal|power|internet|dial tone|reply|answer|response|explanation|apology|record of)", -1.8),
    (r"nothing (?:there|came|arrived|happened|works|outside|on my|in my|has (?:changed|happened|come))|(?:still|yet) (?:no|nothing|not|broken|down|waiting)\b", -1.8),
    (r"(?:not|n't|never) (?:go|gone|went) through|(?:won't|will not|doesn't|does not) let me|refuse[sd]? to|turned (?:me )?down|gave up|given up", -1.8),
    (r"(?:was|were|is|are) (?:supposed|meant) to (?:be|have|come|arrive|call|ring|get|start|happen)|should have (?:been|come|arrived|had|told|called|rung)", -1.6),
    (r"(?:a )?different (?:answer|story|person) (?:every|each)|(?:every|each)(?: single)? time i (?:call|ring|try|ask|phone)|(?:can ?not|can't) get (?:any )?(?:sense|answer|anyone|through|hold)", -2.1),
    (r"(?:took|taken|wasted|cost me|lost) (?:the|my|our|a|all|half)? ?(?:whole|entire|lot of|half the|half a|all)? ?(?:day|morning|afternoon|week|time|money)|day off work|out of pocket|rip(?:ped)?[ -]off", -1.8),
    (r"(?:do not|don't|no longer|never|cannot|can't) trust|behind my back|fell (?:apart|off|to pieces)|came apart|two payments|three payments|payments? too many", -2.1),
    (r"(?:flood|scratch|crack|dent|tear|burn|stain|chipp|snapp|jamm|soak)ed|torn|ripped|mouldy|went cold|(?:was|were|is) (?:stone )?cold when|nobody (?:could|can|would|will|wants|seems|knows)", -1.7),
    # --- relief and satisfaction ---
    (r"(?:no|any|never (?:had )?(?:a|any)|without (?:a|any)) (?:problems?|trouble|issues?|complaints?|bother|hassle)"
     r"(?: (?:at all|whatsoever|so far|with you))?", 1.9),
    (r"no worries|not bad(?: at all)?|can't complain|cannot complain|could(?: not|n't) be (?:happier|better)|better than "
     r"(?:i|we|last|before|expected)(?: \w+)?", 2.2),
    (r"(?:works?|working|runs?|running|went|going) (?:again|perfectly|really well|smoothly|now|fine|like new)|up and running|"
     r"finally works", 2.2),
    (r"(?:is|'s|it's|all|everything is|everything's|now|got|you|that) (?:sorted|solved|settled|fixed)(?: (?:it|out|now))?|"
     r"sorts? (?:it|that) out|sorted (?:it|that)(?: out)?|problem is (?:gone|solved|fixed)", 2.0),
    (r"(?:exactly|just) (?:what|right|the thing)(?: (?:i|we) (?:wanted|needed|hoped|asked for))?|suits me|works for (?:me|us)|"
     r"fine by me|spot on", 2.0),
    (r"on time|a day early|(?:so|very|that was|really) (?:quick|fast|easy)|easier than|quick and (?:easy|cheap)|spotless|"
     r"like new|saved me|made my day|you are a star|looks great", 2.1),
    (r"look(?:ing)? forward|would recommend|will recommend|tell my friends|in good hands|well done|explained everything", 2.2),
    (r"what a relief|that is a relief|that's a relief|such a relief|(?:more|very|so|really) helpful", 2.4),
    (r"(?:did not|didn't|never) (?:expect\w*) (?:you |such |it |that )", 1.2),
    (r"(?:more|better|sooner|earlier|faster|nicer) than (?:i|we) (?:had )?(?:expected|hoped|thought|feared|asked for)|could(?: not|n't) have (?:gone|been|asked for) (?:any )?(?:better|easier|nicer|more)|exceeded", 2.3),
    (r"out of (?:your|their|his|her) way|above and beyond|over the moon|(?:put|set) (?:me|my mind|us) at (?:ease|rest)|a credit to|hats off|(?:can't|cannot) (?:thank you enough|fault)|nothing but praise|good work|full marks|out of ten|five stars", 2.5),
    (r"(?:in|took|takes) (?:me |us )?no time|straight away|right away it|peace of mind|weight off|sleep (?:well|easy|tonight|better)|(?:good as|like) new|worth every|well spent|all good|back (?:on|up|online) again|thought of everything|just in time|as promised|made it (?:so |very )?easy|a real (?:gentleman|lady|gem|star|help|pleasure)", 2.2),
)  # fmt: skip

COURTESY: tuple[str, ...] = (
    r"no,? thank(?:s| you)|thank(?:s| you)(?: very much| so much)? for (?:calling|your call|waiting|holding|your patience|ringing|letting us know)",
    r"how (?:can|may|could) (?:i|we) (?:help|assist)(?: you)?(?: today)?|what can (?:i|we) (?:help|do)(?: \w+){0,3}",
    r"(?:can|could|would) (?:you|i|someone|anybody|anyone) (?:please )?(?:help|assist)(?: me| you| us)?",
    r"(?:anything|something) else(?: (?:i|we) can (?:do|help)(?: \w+){0,3})?",
    r"have a (?:very )?(?:nice|good|great|lovely|pleasant|wonderful)(?: \w+)?|good ?bye|good (?:morning|afternoon|evening|day)",
    r"best (?:number|way|time|address|e-?mail)|please|pleased to meet you|welcome to \w+|you(?:'re| are) (?:very )?welcome|dear (?:sir|madam)|take care",
    r"(?:would|'d|i'd) (?:like|love)(?! (?:it|that|this)\b)|like (?:i|you|he|she|they) said|looks? like|sounds? like|feels? like",
    r"(?:complaints?|security|emergency|fraud|safety) (?:department|desk|team|code|question|number|line|service|form)s?",
    r"what kind of|kind of(?! you| him| her| them)|sort of|interested in|the patient|(?:am|is|are|be) free (?:at|on|after|before|from|until)|"
    r"is there a charge|(?:any|are there) (?:free|charges)(?: rooms?| slots?| places?)?|in case of an? \w+",
)

AGENT_MANNERS: tuple[str, ...] = (
    r"(?:i am|i'm|we are|we're|so|very|really|terribly|)\s?sorry(?: (?:about|for|to hear)(?: (?!but\b)\w+){0,5})?",
    r"(?:i |we )?(?:do )?(?:apologi[sz]e|apologies)(?: (?:about|for)(?: (?!but\b)\w+){0,5})?",
    r"(?:i'd|i would|we'd|we would|i'll|i will) be (?:happy|glad|delighted|pleased) to|happy to help|glad to help|my pleasure",
    r"thank(?:s| you)(?: (?:very|so) much| a lot)?|great|perfect|wonderful|excellent|lovely|brilliant|fantastic|no problem|"
    r"of course|certainly|absolutely|i understand|i appreciate(?: \w+){0,3}|unfortunately|i(?:'m| am) afraid",
)


def _each(words: str, valence: float) -> dict[str, float]:
    return dict.fromkeys(words.split(), valence)


WORDS: dict[str, float] = (
    _each("appalling shambles disgraceful disgrace incompetent clueless livid disgusted dreadful extortionate", -2.9)
    | _each(
        "faulty defective ignored ignoring hopeless cheated misled misleading unprofessional unreliable unreachable chaos "
        "chaotic gutted hassle headache overpriced pricey pointless insulting overdue delayed baffled nightmarish sloppy "
        "useless careless outrageous shoddy freezing",
        -2.1,
    )
    | _each(
        "superb faultless flawless lifesaver chuffed smashing marvellous exceptional outstanding gem angel legend", 2.9
    )
    | _each(
        "painless seamless effortless prompt promptly courteous thoughtful knowledgeable efficient reassured reassuring "
        "gentleman pleasantly cheered attentive professional tidy beautifully smoothly speedy",
        2.0,
    )
)
"""Words of calls that VADER's lexicon of posts does not hold."""

NEUTRAL_WORDS = frozenset(
    """
    accident agree alarm care allow appeal apologies apologize apologise certain certainly charge charged charges claim dear
    death emergency error fight fighting fire fraud free friend hand hello help helping holiday holidays honest honestly hospital important insurance insured interest
    interested legal like matter matters no number ok okay party play playing please positive pressure promise promises
    promised reach ready record safe safely save saved saving secure security share shared sharing sincerely special
    supervisor support supported sure top true trust value values want warm warranty well won yeah yep yes yup
    """.split()  # noqa: SIM905 - a list of words reads as text
)

_PHRASES = tuple((re.compile(rf"\b(?:{pattern})\b"), valence) for pattern, valence in PHRASES)
_COURTESY = re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in COURTESY))
_MANNERS = re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in AGENT_MANNERS))
_PLACEHOLDER = re.compile(r"\[[a-z][a-z_]*_\d+\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """Text in which each known phrase is one token (`phrase7x`), with what was said in its place."""

    text: str
    said: dict[str, str]


def token(index: int) -> str:
    """The stand-in for one phrase, spelled so that no lexicon holds it."""
    return f"phrase{index}x"


def mark(text: str, agent: bool) -> Marked:
    """Lower-case text, courtesies and placeholders out, domain phrases as tokens; an agent's manners out too."""
    plain = " ".join(_PLACEHOLDER.sub(" ", text.lower().replace("’", "'")).split())
    if agent:
        plain = _MANNERS.sub(" ", plain)
    plain = _COURTESY.sub(" ", plain)
    said: dict[str, str] = {}
    for index, (pattern, _) in enumerate(_PHRASES):
        match = pattern.search(plain)
        if match:
            said[token(index)] = match.group()
            plain = pattern.sub(f" {token(index)} ", plain)
    return Marked(" ".join(plain.split()), said)


def valences() -> dict[str, float]:
    """Every phrase token and every word of calls with its value, to be added to a lexicon."""
    return WORDS | {token(index): valence for index, (_, valence) in enumerate(PHRASES)}
