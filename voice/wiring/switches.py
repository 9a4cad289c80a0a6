"""What is on and off for the whole installation, read from its settings."""

from voice.review.switches import Switch
from voice.settings import Settings


def switches(settings: Settings) -> tuple[Switch, ...]:
    """Every feature that a setting turns on or off, with what that means now."""
    return (
        _switch(settings.secret("carrier_token") != "", "VOICE_CARRIER_TOKEN", "Calls from the carrier"),
        _switch(settings.carrier_keys is not None, "VOICE_CARRIER_KEYS", "Recordings encrypted at the carrier"),
        _switch(settings.relisten, "VOICE_RELISTEN", "Redacted sound listened to again"),
        _switch(settings.second_person, "VOICE_SECOND_PERSON", "A second person publishes greetings"),
        _switch(bool(settings.oidc_issuer), "VOICE_OIDC_ISSUER", "Signing in by a provider"),
        _switch(not settings.offline, "VOICE_OFFLINE", "The model hub may be asked"),
        _switch(bool(settings.secret("database_url")), "VOICE_DATABASE_URL", "PostgreSQL, several workers"),
    )


_SAYS = {
    "VOICE_CARRIER_TOKEN": ("webhooks are answered", "no token: no carrier is answered"),
    "VOICE_CARRIER_KEYS": (
        "opened here with our own key",
        "they rest there without a key of ours until fetched and deleted",
    ),
    "VOICE_RELISTEN": ("withheld where a value is still heard", "covered once, not checked by ear"),
    "VOICE_SECOND_PERSON": ("nobody publishes their own words", "an editor publishes their own words"),
    "VOICE_OIDC_ISSUER": ("beside handle, password and code", "handle, password and code alone"),
    "VOICE_OFFLINE": ("when a model is pulled by name", "never"),
    "VOICE_DATABASE_URL": ("our tables rest on a server", "our tables rest in the data folder, one worker"),
}


def _switch(on: bool, setting: str, feature: str) -> Switch:
    return Switch(feature, on, _SAYS[setting][0 if on else 1], setting)
