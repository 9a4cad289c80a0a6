"""Who spoke: the channel tells; where several people share one, their voices do, with leave to compare those alone."""

from dataclasses import dataclass, replace

from voice.consent.machine import covers_past
from voice.consent.values import Purpose
from voice.errors import VoiceError
from voice.greeting.lines import named
from voice.journey.after_parts import AfterParts, Minds
from voice.journey.permission import still_wanted
from voice.log import logger
from voice.recording.values import UNKNOWN, Recording
from voice.transcript.align import attribute
from voice.transcript.ports import Heard, Samples
from voice.transcript.values import Diarized, RunRecord, Segment

BY_CHANNEL = "channels"
BY_VOICE = "voices"
BY_NOBODY = "nobody"
NOT_GRANTED = "not_granted"
NOTHING_SAID = "nothing_said"
NO_VOICE_FOUND = "no_voice_found"


@dataclass(frozen=True, slots=True)
class Told:
    """Segments whose channel is a place in `speakers`, and every run that led there; `voices` were told apart."""

    segments: tuple[Segment, ...]
    speakers: tuple[str, ...]
    runs: tuple[RunRecord, ...]
    voices: int = 0


class Speakers:
    """Gives words to speakers; whatever keeps voices from being told apart, the words themselves stay."""

    def __init__(self, parts: AfterParts, minds: Minds) -> None:
        self._parts = parts
        self._minds = minds

    def tell(self, recording: Recording, channels: tuple[Samples, ...], heard: Heard, known: int) -> Told:
        """Who said what in one recording; the call's `known` voices so far keep their numbers.

        A voice is never compared between recordings: each begins with new numbers.
        """
        if not recording.shares_channel:
            return Told(heard.segments, recording.roles, (_noted(heard.run, BY_CHANNEL),))
        if not heard.segments:
            return _nobody(heard, NOTHING_SAID)
        # Asked now and not before: transcribing may have taken long enough for somebody to withdraw.
        if not covers_past(still_wanted(self._parts, recording.call_id), Purpose.SPEAKER_RECOGNITION):
            return _nobody(heard, NOT_GRANTED)
        try:
            found = self._compared(recording, channels)
        except VoiceError as fault:
            logger().warning("voices_not_told_apart", call_id=recording.call_id, code=fault.code)
            return _nobody(heard, fault.code)
        segments, voices = attribute(heard.segments, found.turns)
        if not voices:
            return _nobody(heard, NO_VOICE_FOUND, found.run)
        numbered = tuple(f"speaker_{known + place}" for place in range(1, len(voices) + 1))
        return Told(segments, numbered, (_noted(heard.run, BY_VOICE), found.run), len(voices))

    def _compared(self, recording: Recording, channels: tuple[Samples, ...]) -> Diarized:
        line = named(self._parts.lines, self._parts.book.call(recording.call_id).line)
        return self._minds.diarizer().diarize(channels[0], line.speakers or None)


def _nobody(heard: Heard, reason: str, *runs: RunRecord) -> Told:
    return Told(heard.segments, (UNKNOWN,), (_noted(heard.run, BY_NOBODY, reason), *runs))


def _noted(run: RunRecord, by: str, reason: str = "") -> RunRecord:
    """The transcription's run, saying by what its words were given to speakers, and why not by voice."""
    said = {"speakers_by": by} | ({"voices_not_told_apart": reason} if reason else {})
    return replace(run, settings={**run.settings, **said})
