"""`voice redact --audio`: transcribe, redact, cover what was said, and listen again to the copy."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from voice.call.values import CallId
from voice.clock import SystemClock
from voice.commands.choosing import chosen_model
from voice.redaction.audio import Mask
from voice.redaction.ports import Detector
from voice.redaction.relisten import RedactedAudio, redact_audio
from voice.redaction.resolve import redact
from voice.settings import Settings
from voice.transcript import align, audio, measuring
from voice.transcript.values import RawTranscript
from voice.transcript.whisper import WhisperTranscriber

_NO_CALL = CallId("file")


def redact_recording(file: Path, speakers: tuple[str, ...], beep: bool, detectors: Sequence[Detector]) -> RedactedAudio:
    """The redacted copy of a WAV file; LeakFound when what was removed can still be heard."""
    console = Console(stderr=True)
    transcriber = _transcriber(console)

    def listen(wav: bytes) -> RawTranscript:
        channels = audio.read_channels(wav)
        heard = transcriber.transcribe(channels, "", ())
        utterances = align.utterances(heard.segments, speakers)
        return RawTranscript(_NO_CALL, heard.language, heard.run.model, utterances, audio.duration_ms(channels))

    untrusted_wav = file.read_bytes()
    with console.status("Listening, redacting, listening again"):
        result = redact(listen(untrusted_wav), detectors)
        return redact_audio(untrusted_wav, result, speakers, listen, Mask(beep=beep))


def _transcriber(console: Console) -> WhisperTranscriber:
    settings = Settings()
    chosen = chosen_model(console, settings)
    return WhisperTranscriber(chosen, SystemClock(), plan=measuring.plan_for(chosen, settings.data))
