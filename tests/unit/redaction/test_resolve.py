from tests.support.spoken_call import spoken_call
from voice.redaction.detectors import standard
from voice.redaction.leak import find_leaks
from voice.redaction.resolve import redact, redact_text
from voice.redaction.values import Span


class Claims:
    """A detector that claims fixed pieces of text."""

    name, version = "claims", "1"

    def __init__(self, *pieces):
        self._pieces = pieces

    def detect(self, turn):
        return [
            Span(at, at + len(piece), kind, score, self.name)
            for piece, kind, score in self._pieces
            if (at := turn.text.find(piece)) >= 0
        ]


def texts(transcript, detectors=None):
    result = redact(transcript, detectors or standard())
    return [utterance.text for utterance in result.transcript.utterances]


def test_one_person_keeps_one_placeholder_through_the_call():
    call = spoken_call(
        "agent: Thank you for calling, this is Martin. Who am I speaking with?",
        "caller: uh Maria Lopez",
        "agent: Thanks Maria. How do you spell Lopez?",
        "caller: L O P E Z",
    )
    assert texts(call) == [
        "Thank you for calling, this is [PERSON_1]. Who am I speaking with?",
        "uh [PERSON_2]",
        "Thanks [PERSON_2]. How do you spell [PERSON_2]?",
        "[PERSON_2]",
    ]


def test_a_number_given_in_pieces_is_redacted_in_every_piece():
    call = spoken_call(
        "agent: What is the card number?",
        "caller: four one",
        "agent: okay",
        "caller: one one one one",
        "agent: mm hmm",
        "caller: one one one one one one one one one one",
    )
    assert texts(call)[1::2] == ["[CARD_1]", "[CARD_1]", "[CARD_1]"]
    result = redact(call, standard())
    assert find_leaks(result.found, {"notes": "4111111111111111"}) != ()


def test_a_read_back_in_other_words_is_redacted_too():
    call = spoken_call(
        "caller: my account number is eight eight zero zero four two one nine",
        "agent: So that is 88004219?",
        "caller: yes, ending 4219",
    )
    assert texts(call)[1:] == ["So that is [ACCOUNT_1]?", "yes, ending [ACCOUNT_1]"]


def test_overlapping_claims_become_one_span_whatever_the_order():
    one, other = Claims(("John Smith", "PERSON", 0.5)), Claims(("Smith Road", "ADDRESS", 0.9))
    there = redact_text("see John Smith Road now", "", [one, other])
    back = redact_text("see John Smith Road now", "", [other, one])
    assert there == back
    assert there.text == "see [ADDRESS_1] now"


def test_the_audio_span_is_that_of_the_words():
    call = spoken_call("caller: my card is four one one one please")
    (span,) = redact(call, standard()).audio_spans
    assert (span.start_ms, span.end_ms, span.speaker) == (900, 2050, "caller")


def test_counts_name_types_and_the_map_keeps_what_was_said():
    result = redact(spoken_call("caller: my name is Maria Lopez", "agent: thanks Maria"), standard())
    assert result.transcript.counts == {"PERSON": 2}
    assert result.found.values[0].surfaces == ("Maria Lopez", "Maria")


def test_what_was_found_is_not_shown_by_accident():
    result = redact(spoken_call("caller: my name is Maria Lopez"), standard())
    assert "Maria" not in repr(result)


def test_ids_times_and_other_words_are_untouched():
    call = spoken_call("agent: how can I help", "caller: my name is Maria Lopez and I am late")
    result = redact(call, standard()).transcript
    assert [(u.id, u.start_ms, u.end_ms) for u in result.utterances] == [
        (u.id, u.start_ms, u.end_ms) for u in call.utterances
    ]
    assert result.utterances[0].text == "how can I help"


def test_pieces_of_two_digits_are_one_number_and_leak_as_one():
    call = spoken_call("agent: your PIN please", "caller: seven three", "agent: yes", "caller: nine two")
    result = redact(call, standard())
    assert [utterance.text for utterance in result.transcript.utterances][1::2] == ["[PIN_1]", "[PIN_1]"]
    assert find_leaks(result.found, {"notes": "the pin is 7392"}) != ()
