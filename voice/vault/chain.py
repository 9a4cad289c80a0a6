"""The ledger's chain, without storage: canonical bytes, hashes, signatures, and what is wrong with them."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from voice.consent.values import LedgerEntry
from voice.vault.ports import ChainedEntry

FIRST = "0" * 64
"""What the first entry names as the one before it."""

PROOF = "proof"
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
Signer = Callable[[bytes], bytes]


def canonical(body: Mapping[str, object]) -> bytes:
    """The one spelling of a JSON object that is hashed and signed: sorted keys, no spaces, UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def chain(sequence: int, entry: LedgerEntry, previous_sha256: str, sign: Signer) -> ChainedEntry:
    """An entry in its place: hashed together with the one before it, then signed."""
    digest = _digest(sequence, entry, previous_sha256)
    return ChainedEntry(sequence, entry, previous_sha256, digest, sign(bytes.fromhex(digest)).hex())


def check(entries: Sequence[ChainedEntry], public_key: bytes) -> Sequence[str]:
    """A sentence for each changed, missing or reordered entry; none when the chain is whole."""
    return tuple(_problems(entries, Ed25519PublicKey.from_public_bytes(public_key)))


def signed(body: Mapping[str, object], public_key: bytes, sign: Signer) -> Mapping[str, object]:
    """The body with `proof`: {"type": "Ed25519", "public_key", "signature"} (hex), over `canonical(body)`."""
    return {**body, PROOF: _proof(public_key, sign(canonical(body)).hex())}


def proof_holds(document: Mapping[str, object], public_key: bytes) -> bool:
    """Whether a signed body is unchanged and was signed by the key named here (not the one it names itself)."""
    proof = document.get(PROOF)
    body = {name: value for name, value in document.items() if name != PROOF}
    signature = str(proof.get("signature")) if isinstance(proof, Mapping) else ""
    if proof != _proof(public_key, signature):
        return False
    return _holds(Ed25519PublicKey.from_public_bytes(public_key), _bytes(signature), canonical(body))


def _proof(public_key: bytes, signature: str) -> Mapping[str, str]:
    return {"type": "Ed25519", "public_key": public_key.hex(), "signature": signature}


def _digest(sequence: int, entry: LedgerEntry, previous_sha256: str) -> str:
    body = {
        "sequence": sequence,
        "call_id": entry.call_id,
        "kind": entry.kind,
        "at": entry.at.astimezone(UTC).isoformat(),
        "body": dict(entry.body),
        "previous_sha256": previous_sha256,
    }
    return hashlib.sha256(canonical(body)).hexdigest()


def _problems(entries: Sequence[ChainedEntry], key: Ed25519PublicKey) -> Iterable[str]:
    previous, expected = FIRST, 1
    for chained in entries:
        if chained.sequence > expected:
            yield f"Ledger entries {expected} to {chained.sequence - 1} are missing."
        elif chained.sequence < expected:
            yield f"Ledger entry {chained.sequence} is not in its place."
        if chained.previous_sha256 != previous:
            yield f"Ledger entry {chained.sequence} does not follow the entry before it."
        yield from _own_problems(chained, key)
        previous, expected = chained.sha256, chained.sequence + 1


def _own_problems(chained: ChainedEntry, key: Ed25519PublicKey) -> Iterable[str]:
    if _digest(chained.sequence, chained.entry, chained.previous_sha256) != chained.sha256:
        yield f"Ledger entry {chained.sequence} was changed."
    if not _holds(key, _bytes(chained.signature), _bytes(chained.sha256)):
        yield f"Ledger entry {chained.sequence} bears no valid signature."


def _bytes(untrusted_hex: str) -> bytes:
    # One spelling alone: a letter made capital is a change too.
    return bytes.fromhex(untrusted_hex) if _HEX.fullmatch(untrusted_hex) else b""


def _holds(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
