"""How people say numbers, names, dates, money and addresses: every form is written in words."""

import random
from collections.abc import Callable
from pathlib import Path

from faker import Faker

from voice.transcript.embedded.training.utterance import listed

UNITS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS = listed("- - twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
    "twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
    "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
MONTHS = listed("January February March April May June July August September October November December")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
PHONETIC = listed(
    "Alpha Adam Apple|Bravo Boy Bob|Charlie Cat|Delta David Dog|Echo Edward Easy|Foxtrot Frank|"
    "Golf George|Hotel Henry Harry|India Ida|Juliet John Jack|Kilo King|Lima Larry Lucy|"
    "Mike Mary Mother|November Nancy Nora|Oscar Ocean Orange|Papa Peter Paul|Quebec Queen|"
    "Romeo Robert Roger|Sierra Sam Sugar|Tango Tom|Uniform Union|Victor Victoria|"
    "Whiskey William Water|X-ray|Yankee Yellow Young|Zulu Zebra",
    "|",
)
DOMAINS = listed(
    "example|example|example|mail|webmail|postbox|company|home|office|inbox|gmail|outlook|yahoo|"
    "hotmail|icloud|fastmail|north wind|sky net|blue river|post|work",
    "|",
)
STREETS = listed(
    "Main|Oak|Church|High|Park|Station|Mill|Elm|Cedar|Lake|Hill|Washington|Victoria|King|Queen|"
    "Market|Bridge|Garden|Maple|Pine|River|Spring|School|Forest|Sunset|West Maple|North",
    "|",
)
STREET_KINDS = listed("Street Avenue Road Lane Drive Court Boulevard Way Place Terrace")

WORD_LIST = Path("/usr/share/dict/words")


def number(n: int) -> str:
    """Say a whole number below one million."""
    if n < 20:
        return UNITS[n]
    if n < 100:
        return TENS[n // 10] + (f"-{UNITS[n % 10]}" if n % 10 else "")
    if n < 1000:
        link = " and " if n % 3 else " "
        return f"{UNITS[n // 100]} hundred" + (link + number(n % 100) if n % 100 else "")
    return f"{number(n // 1000)} thousand" + (f" {number(n % 1000)}" if n % 1000 else "")


class Spoken:
    """A seeded source of spoken values; each public method is a slot of the grammar."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._faker = Faker("en_US")
        self._faker.seed_instance(seed)
        self._british = Faker("en_GB")
        self._british.seed_instance(seed)
        self._common = [w for w in self._faker.words(3000, unique=False) if w.isalpha()]
        self._dictionary = _dictionary()

    def slot(self, name: str) -> str | None:
        """Fill the named slot, or say that it is not one of these."""
        method: Callable[[], str] | None = getattr(self, name, None)
        return method() if method and not name.startswith("_") and name != "slot" else None

    def _choice(self, *options: str) -> str:
        return self._random.choice(options)

    def _below(self, n: int) -> int:
        return self._random.randrange(n)

    def _digits(self, count: int) -> str:
        """Say a group of digits, now and then with oh, double, triple, tens or hundreds."""
        figures = [self._below(10) for _ in range(count)]
        style = self._random.random()
        if count >= 2 and self._random.random() < 0.15:
            figures[1:] = figures[:1] * (count - 1) if style < 0.4 else figures[1:]
        if style < 0.12 and count in (2, 4):
            pairs = [figures[i] * 10 + figures[i + 1] for i in range(0, count, 2)]
            return " ".join(number(p) if p > 9 else f"{self._zero()} {UNITS[p]}" for p in pairs)
        if style < 0.2 and count == 3 and figures[0]:
            return f"{UNITS[figures[0]]} hundred" if style < 0.16 else number(_whole(figures))
        return self._one_by_one(figures, repeats=0.2 < style < 0.35)

    def _zero(self) -> str:
        return self._choice("zero", "oh", "oh")

    def _one_by_one(self, figures: list[int], *, repeats: bool) -> str:
        zero, said, i = self._zero(), [], 0
        while i < len(figures):
            run = 1
            while repeats and i + run < len(figures) and figures[i + run] == figures[i] and run < 3:
                run += 1
            word = UNITS[figures[i]] if figures[i] else zero
            said.append(("", "double ", "triple ")[run - 1] + word)
            i += run
        return " ".join(said)

    def _groups(self, *sizes: int) -> str:
        """Say several groups, mostly with a short pause between them."""
        joint = ", " if self._random.random() < 0.7 else " "
        return joint.join(self._digits(size) for size in sizes)

    def digit(self) -> str:
        return UNITS[self._below(10)]

    def digits(self) -> str:
        shapes = ((3, 3), (4,), (2, 2, 2), (4, 4), (5,), (6,), (3, 4), (3, 3, 2), (8,), (7,), (2,))
        return self._groups(*self._random.choice(shapes))

    def d3(self) -> str:
        return self._groups(3)

    def d4(self) -> str:
        return self._groups(4) if self._below(3) else self._groups(2, 2)

    def d5(self) -> str:
        return self._groups(5)

    def phone(self) -> str:
        shapes = ((3, 3, 4), (3, 3, 4), (3, 4), (3, 3, 2, 2), (5, 6), (4, 3, 3), (10,), (3, 3, 4))
        said = self._groups(*self._random.choice(shapes))
        lead = self._choice("", "", "", "", "", "", "plus one ", "one ", "plus four four ", "area code ")
        return lead + said + self._choice("", "", "", "", "", f" extension {self._digits(2)}")

    def card(self) -> str:
        if self._below(3) == 0:
            return self._pattern()
        shapes = ((4, 4, 4, 4), (4, 4, 4, 4), (4, 4, 4, 4), (4, 6, 5), (2,) * 8, (16,))
        return self._groups(*self._random.choice(shapes))

    def _pattern(self) -> str:
        """Say a card number that repeats itself, as test cards do: the hardest to keep count of."""
        period = self._random.choice((1, 2, 2, 3, 4))
        figures = ([self._below(10) for _ in range(period)] * 16)[:16]
        figures[0], figures[15] = self._below(10), self._below(10)
        zero, joint = self._zero(), self._choice(", ", ", ", " ")
        said = [UNITS[figure] if figure else zero for figure in figures]
        return joint.join(" ".join(said[i : i + 4]) for i in range(0, 16, 4))

    def cardhalf(self) -> str:
        return self._groups(4, 4)

    def ssn(self) -> str:
        return self._groups(3, 2, 4)

    def expiry(self) -> str:
        year = self._choice("", "twenty ") + number(24 + self._below(10))
        month = 1 + self._below(12)
        spoken = f"oh {UNITS[month]}" if month < 10 and self._below(2) else number(month)
        return f"{self._choice(spoken, spoken, MONTHS[month - 1])} {year}"

    def letters(self) -> str:
        return " ".join(self._random.choice(LETTERS) for _ in range(self._random.randint(2, 5)))

    def ref(self) -> str:
        parts = [self.letters(), self._groups(self._random.randint(2, 5))]
        if self._below(4) == 0:
            self._random.shuffle(parts)
        return self._choice(" ", " ", ", ").join(parts)

    def first(self) -> str:
        return self._faker.first_name()

    def last(self) -> str:
        return self._faker.last_name() if self._below(3) else self._british.last_name()

    def name(self) -> str:
        return f"{self.first()} {self.last()}"

    def spelled(self) -> str:
        joint = self._choice(" ", " ", ", ")
        return joint.join(c for c in self.last().upper() if c in LETTERS)

    def spelledfirst(self) -> str:
        return self._choice(" ", " ", ", ").join(self.first().upper())

    def phonetic(self) -> str:
        word = self._choice(self.last(), self.first()).upper()
        link = self._choice("as in", "as in", "for", "like")
        letters = [c for c in word if c in LETTERS][: self._random.randint(2, 5)]
        said = [f"{c} {link} {self._random.choice(PHONETIC[ord(c) - 65].split())}" for c in letters]
        return ", ".join(said)

    def email(self) -> str:
        domain = self._random.choice(DOMAINS)
        if self._below(6) == 0:
            domain = self._choice(self.last().lower(), self.any(), " ".join(self.letters()[:3:2]))
        ending = self._choice("com", "com", "com", "com", "org", "net", "co dot uk", "edu", "io")
        return f"{self._mailbox()} at {domain} dot {ending}"

    def _mailbox(self) -> str:
        first, last = self.first().lower(), self.last().lower()
        joint = self._choice(" dot ", " dot ", " dot ", " underscore ", " dash ", " hyphen ", " ", "")
        if not joint:
            return self._choice(f"{first} {self._digits(2)}", f"{last}{self._digits(2)}", f"{first} {last}")
        spelled = " ".join(self._choice(first, last).upper())
        return self._choice(
            first + joint + last, first + joint + last, first + joint + last, first, last, spelled,
            f"{first[0].upper()}{joint}{last}", f"{first} {self._digits(2)}", f"{first}{joint}{self.any()}",
            f"{self._choice('info', 'contact', 'billing', 'support', 'hello', 'office')}",
        )  # fmt: skip

    def ordinal(self) -> str:
        return self._random.choice(ORDINALS)

    def month(self) -> str:
        return self._random.choice(MONTHS)

    def day(self) -> str:
        return self._random.choice(DAYS)

    def year(self) -> str:
        return self._choice(
            f"nineteen {number(self._random.randint(30, 99))}",
            f"nineteen {number(self._random.randint(40, 99))}",
            f"two thousand {self._choice('and ', '')}{UNITS[self._random.randint(1, 9)]}",
            f"twenty {number(self._random.randint(10, 29))}",
        )

    def date(self) -> str:
        plain = f"{self.month()} {self._choice('', '', 'the ')}{self.ordinal()}"
        other = f"the {self.ordinal()} of {self.month()}"
        dated = self._choice(plain, plain, other)
        return dated + (f", {self.year()}" if self._below(4) == 0 else "")

    def time(self) -> str:
        hour = number(self._random.randint(1, 12))
        minutes = self._choice("fifteen", "thirty", "thirty", "forty-five", "ten", "twenty", "oh five", "fifty")
        clock = self._choice(f"{hour} o'clock", hour, f"{hour} {minutes}", f"{hour} {minutes}", "noon")
        quarter = self._choice("half past ", "a quarter past ", "quarter to ", "a quarter to ", "ten past ") + hour
        part = self._choice("in the morning", "in the afternoon", "in the evening", "a m", "p m")
        return self._choice(clock, clock, clock, quarter, f"{hour} {part.upper() if len(part) == 3 else part}")

    def partofday(self) -> str:
        return self._choice("morning", "afternoon", "evening", f"the {self.ordinal()}")

    def number(self) -> str:
        return number(self._random.choice((self._random.randint(2, 12), self._random.randint(2, 99))))

    def money(self) -> str:
        whole = self._random.choice((self._random.randint(2, 99), self._random.randint(2, 999)))
        cents = number(self._random.randint(1, 99))
        return self._choice(
            f"{number(whole)} dollars", f"{number(whole)} dollars",
            f"{number(whole)} dollars and {cents} cents", f"{number(whole)} dollars {cents}",
            f"{number(whole)} {self._choice('pounds', 'euros')}", f"{cents} cents",
            f"{number(self._random.randint(1, 40) * 500)} dollars", f"{UNITS[whole % 19 + 1]} ninety-nine",
        )  # fmt: skip

    def street(self) -> str:
        if self._below(2):
            return self._faker.street_name()
        return f"{self._random.choice(STREETS)} {self._random.choice(STREET_KINDS)}"

    def address(self) -> str:
        house = self._choice(number(self._random.randint(1, 99)), self._digits(3), self._digits(2))
        return f"{house} {self.street()}"

    def faker_city(self) -> str:
        return self._faker.city()

    def common(self) -> str:
        return self._random.choice(self._common)

    def any(self) -> str:
        return self._random.choice(self._dictionary)


def _whole(figures: list[int]) -> int:
    return int("".join(map(str, figures)))


def _dictionary() -> list[str]:
    """Read Debian's wamerican list: lower-case words of three to eleven letters."""
    words = WORD_LIST.read_text(encoding="utf-8").split()
    return [w for w in words if w.isascii() and w.isalpha() and w.islower() and 2 < len(w) < 12]
