"""Speak with espeak-ng's voices and read from it when each word begins."""

import ctypes
from functools import cache

import numpy as np

from voice.transcript.embedded.training.utterance import Manner, Utterance

SYNCHRONOUS, UTF8, WORD_EVENT, LIST_END = 2, 1, 1, 0
RATE, PITCH = 1, 3
WORDS_A_MINUTE, MIDDLE_PITCH = 160, 50


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Listener:
    """Collects what espeak-ng hands back while it speaks."""

    def __init__(self) -> None:
        self.sound: list[np.ndarray] = []
        self.words: list[tuple[int, float]] = []
        self.callback = Callback(self._hear)

    def _hear(self, samples: object, count: int, events: "ctypes._Pointer[_Event]") -> int:
        if samples and count:
            self.sound.append(np.ctypeslib.as_array(samples, (count,)).copy())  # type: ignore[arg-type, call-overload]
        index = 0
        while events[index].type != LIST_END:
            if events[index].type == WORD_EVENT:
                self.words.append((events[index].text_position - 1, events[index].audio_position / 1000))
            index += 1
        return 0


@cache
def _library() -> tuple[ctypes.CDLL, _Listener, int]:
    """Load espeak-ng (Debian's libespeak-ng1) with one listener; returns its sample rate too."""
    espeak, listener = ctypes.CDLL("libespeak-ng.so.1"), _Listener()
    rate = espeak.espeak_Initialize(SYNCHRONOUS, 0, None, 0)
    espeak.espeak_SetSynthCallback(listener.callback)
    return espeak, listener, rate


def speak(text: str, manner: Manner) -> Utterance:
    """Say the text; word times are empty where espeak-ng joined or split words."""
    espeak, listener, rate = _library()
    listener.sound, listener.words = [], []
    if espeak.espeak_SetVoiceByName(manner.voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {manner.voice!r}")
    espeak.espeak_SetParameter(RATE, int(WORDS_A_MINUTE * manner.speed), 0)
    espeak.espeak_SetParameter(PITCH, int(MIDDLE_PITCH * manner.pitch), 0)
    spoken = text.encode()
    espeak.espeak_Synth(spoken, ctypes.c_size_t(len(spoken) + 1), 0, 1, 0, UTF8, None, None)
    sound = np.concatenate(listener.sound).astype(np.float32) / 32768
    return Utterance(sound, rate, words=_words(text, listener.words, len(sound) / rate))


def _words(text: str, heard: list[tuple[int, float]], end: float) -> list[tuple[float, float]]:
    """Give each written word the time of the first event inside it; its end is the next start."""
    starts: list[float] = []
    position = 0
    for word in text.split():
        begin = text.index(word, position)
        position = begin + len(word)
        inside = [at for where, at in heard if begin <= where < position]
        if not inside:
            return []
        starts.append(inside[0])
    return list(zip(starts, [*starts[1:], end], strict=True))
