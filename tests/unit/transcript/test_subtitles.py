"""Transcripts in the formats of players and scorers."""

from voice.transcript import subtitles
from voice.transcript.values import Utterance, Word

WORDS = (Word("Fish", 3_661_500, 3_661_900, 0.5), Word("<&>", 3_662_000, 3_662_400, 0.25))
UTTERANCES = (
    Utterance("u1", "caller", 3_661_500, 3_662_400, WORDS, 0.375),
    Utterance("u2", "agent", 3_663_000, 3_663_000, (Word("yes", 3_663_000, 3_663_000, 1.0),), 1.0),
)


def test_webvtt_names_the_speaker_and_escapes_the_text():
    assert subtitles.vtt(UTTERANCES) == (
        "WEBVTT\n\n"
        "u1\n01:01:01.500 --> 01:01:02.400\n<v Caller>Fish &lt;&amp;&gt;</v>\n\n"
        "u2\n01:01:03.000 --> 01:01:03.100\n<v Agent>yes</v>\n"
    )


def test_subrip_is_numbered_and_uses_commas():
    assert subtitles.srt(UTTERANCES).startswith("1\n01:01:01,500 --> 01:01:02,400\nCaller: Fish <&>\n\n2\n")


def test_rttm_has_one_speaker_line_per_utterance():
    assert subtitles.rttm(UTTERANCES, "call").splitlines()[0] == (
        "SPEAKER call 1 3661.500 0.900 <NA> <NA> caller <NA> <NA>"
    )


def test_ctm_has_one_line_per_word():
    assert subtitles.ctm(UTTERANCES, "call").splitlines() == [
        "call 1 3661.500 0.400 Fish 0.5000",
        "call 1 3662.000 0.400 <&> 0.2500",
        "call 2 3663.000 0.000 yes 1.0000",
    ]


def test_markdown_cites_the_utterance():
    assert subtitles.markdown(UTTERANCES[1:]) == "**Agent** `u2 01:01:03` yes\n"


def test_nothing_said_is_still_a_file():
    assert subtitles.vtt(()) == "WEBVTT\n"
    assert subtitles.srt(()) == subtitles.markdown(()) == subtitles.ctm((), "x") == ""
