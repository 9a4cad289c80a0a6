"""Names that are everybody's: trade marks, books, airports and holidays called after people, and shops with hours."""

from voice.redaction.language import by_first, phrases, words
from voice.redaction.reading import Reading

_PUBLIC = by_first(
    phrases(
        "les paul|jane eyre|harry potter|david copperfield|robin hood|peter pan|tom sawyer|"
        "oliver twist|huckleberry finn|"
        "mary poppins|sherlock holmes|james bond|martin luther king|martin luther|ben and jerry's|ben and jerry|"
        "ralph lauren|calvin klein|tommy hilfiger|michael kors|kate spade|tory burch|marc jacobs|"
        "hugo boss|laura ashley|"
        "jack daniels|jack daniel's|jim beam|johnnie walker|betty crocker|uncle ben's|estee lauder|"
        "elizabeth arden|max factor|john deere|earl grey|granny smith|bloody mary|shirley temple|rose of sharon|"
        "arnold palmer|"
        "charles schwab|morgan stanley|merrill lynch|goldman sachs|john hancock|papa john's|"
        "jimmy john's|jimmy choo|johns hopkins|dave and buster's|dave and busters|victoria's secret|ronald mcdonald|"
        "hewlett packard|rolls royce|aston martin|harley davidson|alfa romeo|black eyed susans|sweet william|"
        "from reagan|to reagan|from dulles|to dulles|from heathrow|to heathrow|from gatwick|to gatwick|stanley cup|"
        "allen key|allen keys|allen wrench|phillips head|phillips screwdriver|stanley knife|murphy bed|"
        "johnson's baby|johnson's shampoo|caesar salad|waldorf salad|graham crackers|graham cracker|"
        "alexander technique|benjamin moore|sherwin williams|farrow and ball|le creuset|marie curie"
    )
)
"""Known to everyone by these words together; announced as somebody's name they go all the same."""
_TRADES = words("baker bakery butcher florist grocer restaurant bar cafe deli garage pub shop store salon diner")
_OPENING = words("until till late from at on now today tomorrow past after again ? .")


def public(reading: Reading, index: int) -> bool:
    """Whether the word belongs to a name that is nobody's in particular, a storm's too."""
    places: set[int] | None = reading.notes.get("public")
    if places is None:
        places = reading.notes["public"] = _places(reading)
    crossing = index > 1 and reading.low[index - 2] in ("it's", "is", "located") and reading.low[index - 1] == "between"
    storm = index > 0 and reading.low[index - 1] in ("hurricane", "storm", "typhoon")
    return storm or crossing or index in places or _is_shop(reading, index)


def _places(reading: Reading) -> set[int]:
    if _PUBLIC.keys().isdisjoint(reading.low):
        return set()
    return {
        place
        for first, word in enumerate(reading.low)
        for phrase in _PUBLIC.get(word, ())
        if reading.follows(first, phrase)
        for place in range(first, first + len(phrase))
    }


def _is_shop(reading: Reading, index: int) -> bool:
    """Whether it is a shop: "is Rosa's still open", "Charlie's closes at ten", "Harper and Sons"."""
    after = [word for word in reading.low[index + 1 : index + 4] if word != "still"]
    if after[1:2] in (["sons"], ["associates"]) and after[0] in ("and", "&"):
        return True
    if not reading.low[index].endswith("'s"):
        return False
    if after[:2] == [",", "the"] and after[2:3] and after[2] in _TRADES:
        return True
    return after[:1] in (["opens"], ["closes"]) or (after[:1] == ["open"] and (after[1:2] or ["."])[0] in _OPENING)
