"""The source tree as syntax trees: what the architecture tests read."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "voice/transcript/embedded/training"


def files():
    return [path for path in sorted((ROOT / "voice").rglob("*.py")) if "migrations/versions" not in path.as_posix()]


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def place(path):
    return path.relative_to(ROOT).as_posix()
