"""Values as bytes and back: what is sealed is the JSON of frozen dataclasses."""

from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from voice.errors import SealBroken

Value = TypeVar("Value")


@lru_cache
def _adapter_of(kind: Any) -> TypeAdapter[Any]:
    # Building one takes milliseconds.
    return TypeAdapter(kind)


def dump(value: object) -> bytes:
    """The value's JSON in UTF-8."""
    return dump_as(type(value), value)


def dump_as(kind: Any, value: object) -> bytes:
    """The JSON of a value whose class alone does not say its type, such as `tuple[RunRecord, ...]`."""
    return _adapter_of(kind).dump_json(value)


def load(kind: type[Value], content: bytes) -> Value:
    """The value again; SealBroken where the bytes are not one of this kind (an older or newer version's)."""
    wanted: Any = kind
    try:
        loaded: Value = _adapter_of(wanted).validate_json(content)
    except ValidationError:
        raise SealBroken("A sealed object has not the form this version writes; process the call again.") from None
    return loaded
