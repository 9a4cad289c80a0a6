"""Who a provider says somebody is: which roles its claim gives, and the handle they bear here. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from voice.errors import SettingsError
from voice.review.roles import HANDLE, Role

MOST_VALUES = 500


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody a provider signed in. `subject` is the SHA-256 of issuer and subject; no roles: not let in."""

    subject: str
    handle: str
    roles: frozenset[Role]


def mapping_of(told: str) -> Mapping[str, Role]:
    """Which value of the claim is which role, from `front-desk=reviewer,privacy=officer`; empty: the roles' names."""
    if not told.strip():
        return {role.value: role for role in Role}
    found = {}
    for pair in told.split(","):
        value, _, name = pair.strip().rpartition("=")
        if not value or name not in set(Role):
            raise SettingsError(f"VOICE_OIDC_ROLES: {pair.strip()!r} is not a value of the claim, `=`, and a role.")
        found[value] = Role(name)
    return found


def roles_of(untrusted_claims: Mapping[str, object], claim: str, mapping: Mapping[str, Role]) -> frozenset[Role]:
    """The roles a token's claim gives; `realm_access.roles` looks inside `realm_access` where no claim is so named."""
    found: object = untrusted_claims.get(claim)
    if found is None:
        found = untrusted_claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    values = [found] if isinstance(found, str) else found
    if not isinstance(values, list):
        return frozenset()
    return frozenset(mapping[value] for value in values[:MOST_VALUES] if isinstance(value, str) and value in mapping)


def handle_of(untrusted_claims: Mapping[str, object], subject: str) -> str:
    """The preferred user name where it is a handle, else one made from the subject's hash."""
    preferred = untrusted_claims.get("preferred_username")
    wanted = preferred.strip().lower() if isinstance(preferred, str) else ""
    return wanted if HANDLE.fullmatch(wanted) else f"person-{subject[:6]}"
