"""Speak with CMU Flite's voices and read from it when each word and phone is said."""

import ctypes
from functools import cache

import numpy as np

from voice.transcript.embedded.training.utterance import Manner, Utterance

PHONES_OF_WORD = b"R:SylStructure.daughter1.daughter1.R:Segment.p.end"
END_OF_WORD = b"R:SylStructure.daughtern.daughtern.R:Segment.end"


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _Voice(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


@cache
def _library() -> ctypes.CDLL:
    """Load Flite (Debian's libflite1) and declare what is used of it."""
    flite = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
    for part in ("libflite_cmulex.so.1", "libflite_usenglish.so.1"):
        ctypes.CDLL(part, mode=ctypes.RTLD_GLOBAL)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    signatures: dict[str, tuple[object, tuple[object, ...]]] = {
        "flite_synth_text": (pointer, (text, pointer)),
        "delete_utterance": (None, (pointer,)),
        "utt_relation": (pointer, (pointer, text)),
        "utt_wave": (ctypes.POINTER(_Wave), (pointer,)),
        "relation_head": (pointer, (pointer,)),
        "item_next": (pointer, (pointer,)),
        "item_feat_string": (text, (pointer, text)),
        "ffeature_float": (ctypes.c_float, (pointer, text)),
        "feat_set_float": (None, (pointer, text, ctypes.c_float)),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(flite, name)
        function.restype, function.argtypes = result, list(arguments)
    flite.flite_init()
    return flite


@cache
def _voice(name: str) -> int:
    _library()
    register = getattr(ctypes.CDLL(f"libflite_cmu_us_{name}.so.1"), f"register_cmu_us_{name}")
    register.restype, register.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    return int(register(None))


def speak(text: str, manner: Manner) -> Utterance:
    """Say the text; word times are empty where Flite read it as other words than are written."""
    flite, voice = _library(), _voice(manner.voice)
    features = ctypes.cast(voice, ctypes.POINTER(_Voice)).contents.features
    flite.feat_set_float(features, b"duration_stretch", 1 / manner.speed)
    spoken = flite.flite_synth_text(text.encode("ascii", "ignore"), voice)
    try:
        wave = flite.utt_wave(spoken).contents
        sound = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).astype(np.float32) / 32768
        words = _words(flite, spoken)
        return Utterance(
            sound=sound,
            rate=wave.sample_rate,
            words=words if len(words) == len(text.split()) else [],
            phones=_phones(flite, spoken),
        )
    finally:
        flite.delete_utterance(spoken)


def _items(flite: ctypes.CDLL, spoken: int, relation: bytes) -> list[int]:
    item, found = flite.relation_head(flite.utt_relation(spoken, relation)), []
    while item:
        found.append(item)
        item = flite.item_next(item)
    return found


def _words(flite: ctypes.CDLL, spoken: int) -> list[tuple[float, float]]:
    return [
        (
            flite.ffeature_float(token, b"daughter1." + PHONES_OF_WORD),
            flite.ffeature_float(token, b"daughtern." + END_OF_WORD),
        )
        for token in _items(flite, spoken, b"Token")
    ]


def _phones(flite: ctypes.CDLL, spoken: int) -> list[tuple[str, float]]:
    return [
        (flite.item_feat_string(phone, b"name").decode(), flite.ffeature_float(phone, b"end"))
        for phone in _items(flite, spoken, b"Segment")
    ]
