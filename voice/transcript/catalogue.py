"""The Whisper models Voice knows by name: published conversions, each pinned to a revision and a digest.

Digests are those of `model.bin` as the hub publishes them for the pinned revision; a pull that
brings anything else is refused. Word error is quoted from the literature for telephone speech
(CallHome / Switchboard), where known.
"""

from dataclasses import dataclass

DEFAULT_NAME = "base.en"

_OPENAI = "OpenAI"
_DISTIL = "Hugging Face (distilled from OpenAI's)"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A published CTranslate2 conversion: where it lies, which revision, what it must be.

    `languages` is the one it speaks, or how many.
    """

    name: str
    repository: str
    revision: str
    model_sha256: str
    model_bytes: int
    languages: str
    licence: str = "MIT"
    owner: str = _OPENAI
    telephone_word_error: str = ""


def _by_name(*models: KnownModel) -> dict[str, KnownModel]:
    return {model.name: model for model in models}


KNOWN: dict[str, KnownModel] = _by_name(
    KnownModel(
        "tiny",
        "Systran/faster-whisper-tiny",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1",
        75_538_270,
        "99",
    ),
    KnownModel(
        "tiny.en",
        "Systran/faster-whisper-tiny.en",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        75_537_502,
        "English",
    ),
    KnownModel(
        "base",
        "Systran/faster-whisper-base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        145_217_532,
        "99",
    ),
    KnownModel(
        "base.en",
        "Systran/faster-whisper-base.en",
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef",
        145_216_508,
        "English",
        telephone_word_error="20.9 / 15.2",
    ),
    KnownModel(
        "small",
        "Systran/faster-whisper-small",
        "536b0662742c02347bc0e980a01041f333bce120",
        "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
        483_546_902,
        "99",
    ),
    KnownModel(
        "small.en",
        "Systran/faster-whisper-small.en",
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a",
        483_545_366,
        "English",
        telephone_word_error="18.2 / 15.7",
    ),
    KnownModel(
        "medium",
        "Systran/faster-whisper-medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
        1_527_906_378,
        "99",
    ),
    KnownModel(
        "medium.en",
        "Systran/faster-whisper-medium.en",
        "a29b04bd15381511a9af671baec01072039215e3",
        "11b220779aea4c6f3ce9d2549c8a95ea869ed84066864b999531ef53e594fe5b",
        1_527_906_378,
        "English",
    ),
    KnownModel(
        "large-v2",
        "Systran/faster-whisper-large-v2",
        "f0fe81560cb8b68660e564f55dd99207059c092e",
        "bf2a9746382e1aa7ffff6b3a0d137ed9edbd9670c3b87e5d35f5e85e70d0333a",
        3_086_912_962,
        "99",
    ),
    KnownModel(
        "large-v3",
        "Systran/faster-whisper-large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1",
        3_087_284_237,
        "100",
        telephone_word_error="14.0 / 13.2",
    ),
    KnownModel(
        "turbo",
        "dropbox-dash/faster-whisper-large-v3-turbo",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
        1_617_884_929,
        "100",
        telephone_word_error="13.2 / 12.9",
    ),
    KnownModel(
        "distil-small.en",
        "Systran/faster-distil-whisper-small.en",
        "ef77d90526ccd62cde3808ee70626a01e5cf83e4",
        "1187de3982cdcf962a2fb8f797e429fb4651b875b18fe9ce50b58b52fc9072b7",
        332_308_257,
        "English",
        owner=_DISTIL,
    ),
    KnownModel(
        "distil-large-v3",
        "Systran/faster-distil-whisper-large-v3",
        "c3058b475261292e64a0412df1d2681c06260fab",
        "b79368e19b6623813609431a6e5ee309a71506701ebc49fd7820e692dec7c5f5",
        1_512_927_867,
        "English",
        owner=_DISTIL,
    ),
    KnownModel(
        "distil-large-v3.5",
        "distil-whisper/distil-large-v3.5-ct2",
        "9793ccc07920e0f830e1dba0343efcdf0ef8c903",
        "c58b88b8585ffcd2135fddaaf421ce72cb223b32edea70d156aed1dea319a119",
        1_512_927_867,
        "English",
        owner=_DISTIL,
    ),
)
