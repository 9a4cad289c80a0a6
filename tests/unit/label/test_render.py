import io
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from lxml import etree
from rich.console import Console

from tests.support.run_records import around, run, whole_call
from voice.label import render
from voice.label.facts import compute
from voice.label.rich import terminal
from voice.label.rows import fact_fields, sections
from voice.label.typeface import width, wrap
from voice.label.values import FeatureLabel

LABEL = compute(whole_call(), around())
EMPTY = compute((), around())
EVIL = compute(whole_call(), around(subject='Call <script>alert("1")</script> & co'))
TWILIO_ORDER = [
    "Description", "Privacy Ladder Level", "Feature is Optional", "Model Type", "Base Model",
    "Base Model Trained with Customer Data", "Customer Data is Shared with Model Vendor", "Training Data Anonymized",
    "Data Deletion", "Human in the Loop", "Data Retention", "Logging & Auditing", "Guardrails",
    "Input/Output Consistency", "Other Resources",
]  # fmt: skip


class Page(HTMLParser):
    """Tags, attributes and text, and whether every tag is closed."""

    VOID = ("meta", "br", "link", "img", "hr")

    def __init__(self, source):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], ""
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        self.text += text


def test_rows_stand_in_twilios_order():
    rows = [row.name for section in sections(LABEL.features[0])[:3] for row in section.rows]
    assert rows == TWILIO_ORDER


def test_every_field_of_a_feature_label_is_drawn():
    drawn = {row.field for section in sections(LABEL.features[3]) for row in section.rows}
    assert set(FeatureLabel.__dataclass_fields__) - drawn == {"name", "model_note", "evidence"}


@pytest.mark.parametrize("label", [LABEL, EMPTY, EVIL])
def test_the_page_is_whole_and_needs_nothing_from_outside(label):
    page = Page(render.html(label))
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert not [value for name, value in page.attributes if name in ("src", "onclick", "style")]
    assert [v for n, v in page.attributes if n == "href" and not v.startswith("https://nutrition-facts.ai")] == []
    assert "url(" not in render.html(label)
    assert "@import" not in render.html(label)


def test_the_page_shows_every_answer_with_its_meaning():
    text = Page(render.html(LABEL)).text
    for name in TWILIO_ORDER:
        assert name in text
    assert "what this feature made can be deleted for good" in text
    assert "1 is the lowest risk, 4 the highest" in text


def test_cues_are_words_for_a_screen_reader_not_colour_alone():
    assert 'role="img" aria-label="good:"' in render.html(LABEL)
    assert 'aria-label="caution:"' in render.html(compute(whole_call(), around(review_available=False)))


def test_what_comes_from_outside_is_text_never_markup():
    assert "<script" not in render.html(EVIL)
    assert "<script" not in render.svg(EVIL)
    assert "alert" in Page(render.html(EVIL)).text


@pytest.mark.parametrize("label", [LABEL, EMPTY, EVIL])
def test_the_picture_is_an_svg_with_a_name_and_a_view_box_and_no_outside_resource(label):
    root = etree.fromstring(render.svg(label).encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("role") == "img"
    assert label.subject in root.get("aria-label")
    assert len(root.get("viewBox").split()) == 4
    assert {etree.QName(e).localname for e in root.iter()} <= {"svg", "title", "rect", "text", "circle", "polygon"}
    assert "href" not in render.svg(label)


@pytest.mark.parametrize("name", ["base.en", "a very long model name indeed " * 6, "W" * 300])
def test_nothing_in_the_picture_runs_over_its_edge(name):
    runs = (run("transcription", name, raw=True), *whole_call()[1:], run("diarization", raw=True))
    root = etree.fromstring(render.svg(compute(runs, around())).encode())
    _, _, across, down = map(float, root.get("viewBox").split())
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        assert float(text.get("x")) + float(text.get("textLength", 0)) <= across - 30
        assert float(text.get("y")) <= down - 20


def test_columns_of_the_picture_do_not_touch():
    root = etree.fromstring(render.svg(LABEL).encode())
    lines = {}
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        lines.setdefault(text.get("y"), []).append((float(text.get("x")), float(text.get("textLength", 0))))
    for line in lines.values():
        ordered = sorted(line)
        for (x, length), (following, _) in pairwise(ordered):
            assert x + length < following


@pytest.mark.parametrize("label", [LABEL, EMPTY, EVIL])
def test_plain_text_fits_sixty_four_columns(label):
    lines = render.text(label).splitlines()
    assert {len(line) for line in lines} == {64}
    assert lines[1].strip("┃ ") == "AI NUTRITION FACTS"


def test_plain_text_says_everything_the_page_says():
    text = re.sub(r"[\s┃]+", " ", render.text(LABEL))
    for section in (s for f in LABEL.features for s in sections(f)):
        for row in section.rows:
            for said in (row.name, row.meaning, *row.comments):
                assert " ".join(said.split()) in text


@pytest.mark.parametrize("columns", [80, 100, 120])
@pytest.mark.parametrize("label", [LABEL, EMPTY])
def test_the_terminal_label_fits_and_names_every_field(label, columns):
    out = io.StringIO()
    Console(file=out, width=columns, force_terminal=False).print(terminal(label))
    assert all(len(line) <= columns for line in out.getvalue().splitlines())
    if label.features and columns >= 100:
        for _, name in fact_fields():
            assert name in out.getvalue()


def test_a_line_is_wrapped_where_its_width_says():
    lines = wrap("the same call gives the same result every time it is worked", 14, 120)
    assert len(lines) > 1
    assert all(width(line, 14) <= 120 for line in lines)
    assert " ".join(lines) == "the same call gives the same result every time it is worked"
