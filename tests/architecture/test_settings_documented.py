"""README's table of settings is the code's own."""

from tests.architecture.source import ROOT
from voice.settings import Settings, table


def test_the_readme_holds_the_table_of_settings():
    assert table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_has_a_row_with_words_in_it():
    rows = table().splitlines()
    assert len(rows) == len([name for name in Settings.model_fields if not name.endswith("_file")])
    assert all(len(row.split("|")[3].strip()) > 10 for row in rows)
