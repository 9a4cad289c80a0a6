"""Phrases by which callers say why they call, and by which both sides promise and conclude.

Rules as data: their digest names this version in the run record. All are matched on lower-case
text, so that a recogniser that writes neither capitals nor commas is served as well.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


REASON = _any(
    r"\bi(?:'m| am|'m just| was| am just)? (?:calling|ringing|phoning|called|rang)\b",
    r"\bi (?:need|want|wanted|have) to\b",
    r"\bi(?:'d| would) (?:like|love|prefer)\b",
    r"\bi need (?:a|an|some|the|my|your|help)\b",
    r"\bi (?:have|had|got|'ve got) (?:a|an|some) (?:problem|question|issue|appointment|booking|query|complaint)",
    r"\b(?:problem|trouble|issue|difficult\w*) with\b",
    r"\bmy [\w ]{1,24}(?:is|has|was|won't|will not|does not|doesn't|did not|didn't|keeps|stopped|broke)\b",
    r"\b(?:is|was|are|has|have) (?:not|n't|never)\b|\b(?:isn't|wasn't|hasn't|haven't|doesn't|won't|can't|cannot)\b",
    r"\b(?:can|could) (?:you|i|we)\b",
    r"\bi (?:was|have been|'ve been|got) (?:charged|billed|told|waiting|sent|promised|locked)\b",
    r"\bi(?:'ve| have)? (?:lost|moved|received|bought|ordered|forgot|booked|missed)\b",
)
STRONG_REASON = _any(
    r"\b(?:calling|ringing|phoning|called|rang) (?:about|because|to|for|regarding|on behalf)\b",
    r"\b(?:i|we)(?:'d| would) (?:like|love) to\b",
    r"\b(?:i|we) (?:need|want|wanted) to\b",
    r"\b(?:problem|trouble|issue|question|complaint) (?:with|about)\b",
)
PROMISE = _any(
    r"\b(?:i|we|they|he|she|someone|somebody)(?:'ll| will| shall|(?:'m| am|'re| are) going to)\b",
    r"\byou(?:'ll| will) (?:get|receive|have|hear|find|see|be)\b",
    r"\bwill (?:be|call|send|get|come|arrive|ring|contact|check|go|let|put|make)\b",
    r"\bi(?:'ve| have) (?:now |just |already )?(?:put|sent|booked|moved|cancelled|canceled|changed|updated|ordered|"
    r"arranged|added|noted|made|set|opened|raised|refunded|asked|reset|extended|passed|reported|removed)\b",
)
DONE = _any(
    r"\b(?:i|we)(?:'ve| have) (?:now |just |already |also )?(?:\w+ed|put|sent|made|set|taken|given|found|written)\b",
    r"\b(?:i|we) can (?:offer|do|end|give|lend|take)\b|\byou are (?:right|covered|insured|entitled)\b",
    r"\binstead of\b|\bfree of charge\b|\bunder warranty\b|\bstarts? on\b",
)
"""What an agent did or conceded; a caller's "I have asked" is no outcome."""

DECISION = _any(
    r"\bi(?:'ll| will) (?:stay|take (?:it|that|them)|do (?:it|that)|think about it|pay|keep (?:it|that))\b",
    r"\b(?:is|are|would be|sounds) (?:good|fine|great|perfect|okay)\b",
    r"\bthen (?:please )?(?:do|book|send|cancel|order) (?:it|that)\b",
    r"\bplease (?:add|book|cancel|order|do) (?:it|that)\b",
)
"""What a caller settles for."""

OUTCOME = _any(
    r"\b(?:is|are|has been|have been|was|were|'s|that's|it's) (?:now |all |already )?(?:done|booked|moved|confirmed|"
    r"cancelled|canceled|changed|updated|sorted|settled|fixed|solved|resolved|working|refunded|reserved|arranged|"
    r"approved|active|open|closed|ordered|set|extended|removed|corrected|credited|replaced|blocked|unlocked|registered)\b",
    r"\bi(?:'ve| have) (?:now |just |already )?(?:put|sent|booked|moved|cancelled|canceled|changed|updated|ordered|"
    r"arranged|added|made|set|opened|raised|refunded|reset|extended|corrected|credited|removed|blocked|unlocked|"
    r"passed|reported|replaced|registered)\b",
    r"\byou(?:'re| are) (?:all set|booked|registered|confirmed|down for)\b",
    r"\b(?:works?|working) (?:now|again|fine|perfectly)\b",
    r"\b(?:unfortunately|i'm afraid|i am afraid)\b.*\b(?:not|cannot|can't|no|unable)\b",
    r"\bnothing (?:more )?(?:we|i) can do\b",
    r"\bwe can offer\b|\b(?:the )?new (?:time|date|appointment|price|card|one)\b.*\bis\b",
)
NEXT_STEP = _any(
    r"\b(?:i|we|they|he|she|someone|somebody|(?:the|an?|our|my) [\w ]{2,24})(?:'ll| will)\b.*\b(?:call|ring|send|email|"
    r"come|contact|get back|check|arrive|visit|let you know|write|post|deliver|transfer|follow|look|be there|be with|"
    r"confirm|collect|pick|bring|try|pay|wait)\b",
    r"\byou(?:'ll| will) (?:get|receive|have|hear|find|see|need)\b",
    r"\b(?:speak|talk) to you (?:on|at|then|next|tomorrow|soon)\b",
    r"\byou (?:can|could) (?:ask|send|bring|call|ring|pick|collect|come|claim|apply|log|order)\b",
    r"\bplease (?:be|bring|send|call|keep|check|return|let|try|fill|sign|take|have|make sure|remember|reply|wait)\b",
    r"\bwithin (?:the next |the )?[\w-]+ (?:hours?|days?|weeks?|minutes?|working)\b",
    r"\bwill (?:arrive|be (?:there|with you|sent|delivered|ready|back|posted|credited|refunded))\b",
)
BOILERPLATE = _any(
    r"\bthank(?:s| you)(?: very much| so much)? for (?:calling|your call|waiting|holding|your patience|ringing)\b",
    r"\b(?:how|what) (?:can|may|could) i (?:help|do|assist)\b",
    r"\b(?:anything|something) else\b",
    r"\bhave a (?:nice|good|great|lovely|pleasant|wonderful)\b",
    r"\b(?:good ?bye|bye|take care)\b",
    r"\b(?:this call|calls?) (?:is|are|may be|will be) (?:being )?recorded\b",
    r"^(?:good )?(?:morning|afternoon|evening|hello|hi)\b.{0,50}$",
    r"\b(?:your|the) name(?:,)? please\b|\b(?:may|can|could) i (?:have|take) your\b",
    r"\b(?:what|which) is your\b|\bwhat's your\b",
    r"\b(?:bear with me|one moment|just a moment|one second|hold on|please hold)\b",
    r"\byou(?:'re| are) (?:through|speaking) (?:to|with)\b",
    r"^(?:you're|you are) (?:very )?welcome\b|^no problem\b|^let me (?:see|check|look|have a look|pull|bring)\b",
)
IDENTITY = _any(
    r"\bmy name is\b|\bname's\b",
    r"\bmy (?:phone |mobile |card |account |telephone |email |e-mail |post ?)?(?:number|address|code) is\b",
    r"\bthis is \[person_\d+\]",
    r"^(?:it's |it is |that's )?(?:\[[a-z_]+_\d+\][ .,]*)+$",
    r"\bdate of birth\b|\bspell(?:ed|t|ing)?\b|\bread(?:ing)? (?:it|that) back\b",
)


def matches(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the phrase occurs; typographic apostrophes count as plain ones."""
    return pattern.search(text.lower().replace("’", "'")) is not None


def without(pattern: re.Pattern[str], text: str) -> str:
    """The text around the phrase, placeholders as they were."""
    plain = text.replace("’", "'")
    return re.sub(pattern.pattern, " ", plain, flags=re.IGNORECASE)
