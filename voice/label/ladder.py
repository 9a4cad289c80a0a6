"""The privacy ladder level, computed: what kind of data a model works with, and whose use it serves.

By the founding definition (levels 1 to 3, October 2023) with today's fourth: 1 your data, your own
use, no personal data; 2 the same with personal data; 3 for the use of several parties, anonymised
first; 4 several parties with personal data. Voice never does the fourth: it refuses.
"""

import ipaddress
from collections.abc import Iterable

from voice.errors import SettingsError

MEANING = {
    1: "your data, your own use, no personal data",
    2: "your data, your own use, with personal data",
    3: "a model shared with others, personal data removed first",
    4: "a model shared with others, with personal data",
}


def strangers(hosts: Iterable[str]) -> tuple[str, ...]:
    """The hosts that are not this machine."""
    return tuple(sorted({host for host in hosts if not _is_here(host)}))


def level(feature: str, reads_raw: bool, shared_with: tuple[str, ...]) -> int:
    """The level of one feature; SettingsError where it would be the fourth."""
    if shared_with and reads_raw:
        raise SettingsError(
            f"{feature} would send unredacted text or audio to another machine (privacy ladder level 4). "
            "Voice does not do that: use a model on this machine.",
            code="ladder_level_4",
        )
    if shared_with:
        return 3
    return 2 if reads_raw else 1


def _is_here(host: str) -> bool:
    name = host.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
