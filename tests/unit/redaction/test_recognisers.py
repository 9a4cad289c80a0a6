import pytest

from voice.errors import SettingsError
from voice.redaction.detectors import standard
from voice.redaction.recognisers import load
from voice.redaction.resolve import redact_text

GOOD = """
[[recogniser]]
name = "loyalty card"
entity_type = "LOYALTY"
written = '\\bLC-\\d{6}\\b'
spoken = 'lc\\d{6}'
[[recogniser.test]]
text = "my card is L C one two three four five six"
finds = ["L C one two three four five six"]
[[recogniser.test]]
text = "nothing here"
finds = []
"""


def test_a_house_finds_what_only_it_knows(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(GOOD)
    own = load(path)
    done = redact_text("that is LC-123456 or L C one two three four five six", "", (*standard(), *own))
    assert done.text == "that is [LOYALTY_1] or [LOYALTY_1]"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("finds = []", 'finds = ["here"]'), "its test 2 fails"),
        (("LOYALTY", "loyalty"), "entity_type"),
        (("'lc\\d{6}'", "'lc(('"), "no regular expression"),
        (("[[recogniser]]", "[[recogniser"), "cannot be read as TOML"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_one_sentence(tmp_path, change, says):
    path = tmp_path / "own.toml"
    path.write_text(GOOD.replace(*change))
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert says in caught.value.public


def test_a_recogniser_without_a_test_is_refused(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(GOOD[: GOOD.index("[[recogniser.test]]")])
    with pytest.raises(SettingsError, match="no test"):
        load(path)
