"""Small rooms: functions, files and parameter lists stay within what one reader holds in the head."""

import statistics

from tests.architecture.source import files, functions, imports, place

BANNED = {"utils", "helpers", "common", "manager", "handler", "process", "data", "info", "logic", "base"}


def test_no_file_is_longer_than_300_lines():
    too_long = {place(path): count for path in files() if (count := path.read_text().count("\n")) > 300}
    assert not too_long


def test_no_function_is_longer_than_40_lines():
    too_long = {
        f"{place(path)}:{node.name}": size
        for path in files()
        for node in functions(path)
        if (size := node.end_lineno - node.lineno + 1) > 40
    }
    assert not too_long


def test_the_median_function_is_near_ten_lines():
    sizes = [node.end_lineno - node.lineno + 1 for path in files() for node in functions(path)]
    assert statistics.median(sizes) <= 12


def test_no_function_takes_more_than_five_parameters():
    # Command-line functions are exempt: each parameter of theirs is an option with its own help.
    too_many = {}
    for path in files():
        if place(path).startswith("voice/commands/"):
            continue
        for node in functions(path):
            names = [a.arg for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]
            count = len([name for name in names if name not in ("self", "cls")])
            if count > 5:
                too_many[f"{place(path)}:{node.name}"] = count
    assert not too_many


def test_no_file_has_a_name_that_says_nothing():
    assert not [place(path) for path in files() if path.stem in BANNED]


def test_nothing_is_imported_behind_the_contracts_back():
    guilty = [
        place(path) for path in files() if "importlib" in set(imports(path)) and "resources" not in path.read_text()
    ]
    guilty += [place(path) for path in files() if "__import__" in path.read_text()]
    assert not guilty
