"""The confidence of a label was fitted, not typed; and it keeps its word on sentences it has not seen."""

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from tests.quality.fit_sentiment import fit, read, training
from voice.insight import calibration
from voice.insight.sentiment import label_of
from voice.insight.vader import CallLexicon

LEXICON = CallLexicon()
HELD_OUT = read("sentiment_held_out.txt")


def judged(sentences):
    """(confidence, right) of each sentence."""
    coefficients = calibration.load()
    found = []
    for text, meant in sentences:
        reading = LEXICON.read(text)
        confidence = calibration.probability(calibration.features(reading, text), coefficients)
        found.append((confidence, label_of(reading).value == meant))
    return found


def share_right(found):
    return sum(right for _, right in found) / len(found)


def calibration_error(found, bins=5):
    """Expected calibration error: how far confidence and share right lie apart, bin by bin, weighted."""
    error = 0.0
    for place in range(bins):
        inside = [one for one in found if min(bins - 1, int(one[0] * bins)) == place]
        if inside:
            error += abs(sum(c for c, _ in inside) - sum(r for _, r in inside)) / len(found)
    return error


def test_the_coefficients_are_what_the_training_sentences_give():
    rows, right = training()
    fitted = fit(rows, right)
    assert fitted.keys() == calibration.load().keys()
    assert all(abs(fitted[name] - value) < 1e-4 for name, value in calibration.load().items())


def test_no_sentence_stands_in_two_files():
    files = ("sentiment_development.txt", "sentiment_calibration.txt", "sentiment_held_out.txt")
    texts = [text.lower() for name in files for text, _ in read(name)]
    assert len(texts) == len(set(texts))
    assert len(HELD_OUT) >= 60


def test_labels_of_unseen_sentences_are_right_more_often_than_not():
    assert share_right(judged(HELD_OUT)) >= 0.65  # measured 0.694; chance is 0.33


def test_development_sentences_stay_right():
    assert share_right(judged(read("sentiment_development.txt"))) >= 0.95


def test_the_confidence_keeps_its_word_on_unseen_sentences():
    assert calibration_error(judged(HELD_OUT)) <= 0.12  # measured 0.063


def test_a_sure_label_is_mostly_right():
    sure = [one for one in judged(HELD_OUT) if one[0] >= 0.6]
    assert len(sure) >= 0.3 * len(HELD_OUT)
    assert share_right(sure) >= 0.8  # measured 0.897


def test_the_confidence_is_far_better_than_the_lexicons_magnitude():
    plain = SentimentIntensityAnalyzer()
    magnitudes = [
        (abs(plain.polarity_scores(text)["compound"]), label_of(LEXICON.read(text)).value == meant)
        for text, meant in HELD_OUT
    ]
    assert calibration_error(judged(HELD_OUT)) < 0.5 * calibration_error(magnitudes)
