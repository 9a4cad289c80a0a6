"""Which part of a recording was permitted: kept audio lies inside granted time, whatever the clocks say.

The carrier tells when a recording began by its own clock, off from ours by at most `skew_ms`. What lies
within that distance of a grant's end, or of the beginning of a later grant, is not kept. The first
grant needs no such margin at its beginning: no recording starts before it, because the grant starts it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from voice.consent.machine import GrantedTime
from voice.errors import RecordingUnusable
from voice.recording.values import AudioSpan, Recording
from voice.recording.wav import WavForm, read_form

SKEW_MS = 2000
MS = timedelta(milliseconds=1)


def kept(
    grants: Sequence[GrantedTime], began_at: datetime | None, duration_ms: int, skew_ms: int = SKEW_MS
) -> tuple[AudioSpan, ...]:
    """The stretches of a recording that granted time covers for certain, in order.

    `began_at` None (the carrier did not say): everything under one grant that never ended, else nothing.
    """
    if began_at is None:
        whole = len(grants) == 1 and grants[0].end_at is None
        return (AudioSpan(0, duration_ms),) if whole and duration_ms else ()
    spans = []
    for number, grant in enumerate(grants):
        start = 0 if number == 0 else _offset(grant.start_at, began_at) + skew_ms
        end = duration_ms if grant.end_at is None else _offset(grant.end_at, began_at) - skew_ms
        spans.append(AudioSpan(max(0, start), min(duration_ms, end)))
    return tuple(span for span in spans if span.start_ms < span.end_ms)


def cut(wav: bytes, form: WavForm, spans: Iterable[AudioSpan]) -> bytes:
    """The recording with silence where nothing is kept, ended after the last stretch; times stay what they were."""
    sound = bytearray(form.silence * form.data_bytes)
    last = 0
    for span in spans:
        first, last = (form.frames(ms) * form.frame_bytes for ms in (span.start_ms, span.end_ms))
        sound[first:last] = wav[form.data_at + first : form.data_at + last]
    return _with_header(wav[: form.data_at], bytes(sound[:last]))


def joined(wavs: Sequence[bytes], begins_ms: Sequence[int]) -> bytes:
    """Several recordings as one on the call's clock, silence between; RecordingUnusable where their forms differ."""
    if len(wavs) == 1:
        return wavs[0]
    forms = [read_form(wav) for wav in wavs]
    if len({(form.encoding, form.sample_rate, form.channels, form.frame_bytes) for form in forms}) > 1:
        raise RecordingUnusable("Recordings of different forms cannot be one sound.", code="recording_forms_differ")
    body = bytearray()
    for wav, form, begin_ms in zip(wavs, forms, begins_ms, strict=True):
        begin = form.frames(begin_ms) * form.frame_bytes
        body += form.silence * max(0, begin - len(body))
        # Where two overlap by a moment, the later one follows: nothing covered is uncovered.
        body += wav[form.data_at : form.data_at + form.data_bytes]
    return _with_header(wavs[0][: forms[0].data_at], bytes(body))


def offsets(recordings: Sequence[Recording]) -> tuple[int, ...]:
    """When each recording begins, in ms after the first; those without a time follow the one before."""
    first, found, end = recordings[0].started_at, [], 0
    for recording in recordings:
        if first is not None and recording.started_at is not None:
            end = max(end, round((recording.started_at - first).total_seconds() * 1000))
        found.append(end)
        end += recording.duration_ms
    return tuple(found)


def _with_header(untouched: bytes, body: bytes) -> bytes:
    # The header's two sizes: of the data, and of the file.
    header = bytearray(untouched)
    header[4:8] = (len(header) - 8 + len(body)).to_bytes(4, "little")
    header[-4:] = len(body).to_bytes(4, "little")
    return bytes(header) + body


def _offset(moment: datetime, began_at: datetime) -> int:
    return (moment - began_at) // MS
