"""The redacted sound of a call: played in pieces, drawn as a wave. Only what was silenced is ever served."""

import array
import re
import sys
from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from voice.call.values import Call, CallId
from voice.errors import NothingThere, RecordingUnusable
from voice.journey.objects import REDACTED_AUDIO as REDACTED_SOUND
from voice.recording.wav import PCM, ULAW, read_form
from voice.review.roles import Permission
from voice.vault.ports import SealedStore
from voice.web.desk import desk_of, filing_of
from voice.web.guards import Needs

doors = APIRouter()
STEPS = 300
LOOKED_AT = 64
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@doors.get("/calls/{call_id}/sound", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def play(request: Request, call_id: str) -> Response:
    """The redacted sound as WAV; a browser that seeks asks for a range of bytes."""
    desk = desk_of(request)
    call = desk.book.call(CallId(call_id))
    if filing_of(request).shown(call) is None or not has_sound(desk.sealed, call):
        raise NothingThere("There is no redacted sound of this call.")
    return ranged(desk.sealed.get(call.id, REDACTED_SOUND), request.headers.get("range", ""))


def has_sound(sealed: SealedStore, call: Call) -> bool:
    """Whether a call's sound was silenced where personal data was spoken."""
    return REDACTED_SOUND in sealed.names(call.id)


def ranged(sound: bytes, untrusted_range: str, most: int = 0) -> Response:
    """The whole sound, or the bytes asked for (RFC 9110, one range), at most so many; 416 where there are none."""
    headers = {"accept-ranges": "bytes"}
    asked = _RANGE.fullmatch(untrusted_range.strip())
    if asked is None or asked.group(1) == asked.group(2) == "":
        return Response(sound, media_type="audio/wav", headers=headers)
    first, last = asked.group(1), asked.group(2)
    start = int(first) if first else max(0, len(sound) - int(last))
    end = min(int(last), len(sound) - 1) if first and last else len(sound) - 1
    end = min(end, start + most - 1) if most else end
    if start > end:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{len(sound)}"})
    headers["content-range"] = f"bytes {start}-{end}/{len(sound)}"
    return Response(sound[start : end + 1], status_code=206, media_type="audio/wav", headers=headers)


def wave(sealed: SealedStore, call: Call) -> Sequence[str] | None:
    """One outline a channel, as the points of a polygon 600 wide and 40 high; None where there is no sound."""
    if not has_sound(sealed, call):
        return None
    sound = sealed.get(call.id, REDACTED_SOUND)
    try:
        form = read_form(sound)
    except RecordingUnusable:
        return None
    body = sound[form.data_at : form.data_at + form.data_bytes // form.frame_bytes * form.frame_bytes]
    levels = _levels(body, form.encoding, form.frame_bytes // form.channels)
    if levels is None or len(levels) < form.channels:
        return None
    return tuple(_outline(levels[channel :: form.channels]) for channel in range(form.channels))


def _levels(body: bytes, encoding: int, width: int) -> Sequence[int] | None:
    """Loudness of every sample, 0..32767."""
    if encoding == ULAW and width == 1:
        return array.array("h", (_ULAW[sample] for sample in body))
    if encoding == PCM and width == 2:
        samples = array.array("h", body)
        if sys.byteorder == "big":
            samples.byteswap()
        return samples
    return None


def _outline(samples: Sequence[int]) -> str:
    step = max(1, len(samples) // STEPS)
    # A sample here and there of each step shows the shape; looking at all would take seconds for an hour.
    stride = max(1, step // LOOKED_AT)
    peaks = [max(abs(one) for one in samples[at : at + step : stride]) for at in range(0, len(samples), step)][:STEPS]
    wide = 600 / max(1, len(peaks) - 1)
    upper = [f"{place * wide:.1f},{20 - 19 * peak / 32768:.1f}" for place, peak in enumerate(peaks)]
    lower = [f"{place * wide:.1f},{20 + 19 * peak / 32768:.1f}" for place, peak in enumerate(peaks)]
    return " ".join(upper + lower[::-1])


def _ulaw_level(sample: int) -> int:
    """The loudness of a mu-law sample (ITU-T G.711)."""
    kept = ~sample & 0xFF
    return (((kept & 0x0F) << 3) + 0x84 << (kept >> 4 & 0x07)) - 0x84


_ULAW = tuple(_ulaw_level(sample) for sample in range(256))
