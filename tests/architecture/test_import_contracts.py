"""The import contracts hold (import-linter), and they still name modules that exist."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT


def test_the_import_contracts_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
