"""The generated parts of ARCHITECTURE.md are those the code makes today."""

from tests.architecture.source import ROOT, files
from voice.commands.documents import PARTS, renewed
from voice.journey import objects
from voice.journey.data_map import OBJECTS, ROWS, columns


def test_architecture_holds_the_tables_of_today():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert all(f"<!-- {name}: generated -->" in text for name in PARTS)
    assert renewed(text) == text, "run `voice documents`"


def test_every_table_has_a_row_in_the_data_map():
    assert set(columns()) == set(ROWS)


def test_every_sealed_object_has_a_row_in_the_data_map():
    named = {value for name, value in vars(objects).items() if name.isupper() and isinstance(value, str)}
    assert named <= set(OBJECTS)


def test_architecture_stays_short():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert text.count("\n") <= 150


def test_every_invariant_names_a_test_that_exists():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    places = [part.split("`")[0] for part in text.split("(`tests/")[1:]]
    assert places
    assert not [place for place in places if not (ROOT / "tests" / place.rstrip("`)")).exists()]


def test_every_stage_has_a_paragraph():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    stages = {
        path.relative_to(ROOT / "voice").parts[0] for path in files() if len(path.relative_to(ROOT / "voice").parts) > 1
    }
    assert not [stage for stage in stages if f"`{stage}/`" not in text]
