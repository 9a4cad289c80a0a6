"""Where test data rests that stays out of the repository: beside the checkout, wherever tests are started from."""

from tests.architecture.source import ROOT

DATA = ROOT.parent / "shared" / "data"
