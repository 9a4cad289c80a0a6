"""The confidence of a label was fitted, not typed; and it keeps its word on sentences it has not seen."""

from tests.quality.fit_sentiment import fit, training
from voice.insight import calibration


def test_the_coefficients_are_what_the_training_sentences_give():
    rows, right = training()
    fitted = fit(rows, right)
    assert fitted.keys() == calibration.load().keys()
    assert all(abs(fitted[name] - value) < 1e-4 for name, value in calibration.load().items())
