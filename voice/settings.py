"""Everything that can be configured, in one place; README's table is compared with this by a test."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TWILIO_API = "https://api.twilio.com"
CARRIERS = ("twilio", "signalwire")


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    """Environment variables with the prefix VOICE_; secrets also as VOICE_..._FILE (a path)."""

    model_config = SettingsConfigDict(env_prefix="VOICE_", extra="ignore", frozen=True)

    data: Path = Field(Path("data"), description="Folder that holds everything Voice keeps")
    public_url: str = Field("", description="Where the carrier reaches this service, https://...")
    carrier_account: str = Field("", description="The carrier's account id (Twilio: AC...)")
    carrier_token: SecretStr = Field(SecretStr(""), description="The carrier's auth token")
    carrier_token_file: Path | None = Field(None, description="A file that holds the carrier's auth token")
    carrier_api_url: str = Field(TWILIO_API, description="The carrier's REST API; another value only on loopback")
    carrier: str = Field("twilio", description="Which carrier answers: `twilio` or `signalwire`")
    carrier_space: str = Field("", description="SignalWire's space, such as example.signalwire.com")
    carrier_signing_key: SecretStr = Field(
        SecretStr(""), description="SignalWire's signing key, with which its webhooks are signed"
    )
    carrier_signing_key_file: Path | None = Field(None, description="A file that holds the signing key")
    carrier_token_old: SecretStr = Field(
        SecretStr(""), description="The auth token before the present one, accepted while it is being replaced"
    )
    carrier_token_old_file: Path | None = Field(None, description="A file that holds the token before")
    carrier_shared_keys: SecretStr = Field(
        SecretStr(""),
        description="Twilio's shared keys for webhooks: `id=secret`, one a line, two while rotating",
    )
    carrier_shared_keys_file: Path | None = Field(None, description="A file that holds the shared keys")
    carrier_shared_keys_only: bool = Field(
        False, description="Refuse webhooks signed with the auth token: shared keys alone count"
    )
    carrier_keys: Path | None = Field(
        None, description="Folder of private keys (CR....pem) for recordings encrypted at the carrier"
    )
    model: str = Field("", description="Whisper model: a name, a folder, or `embedded`")
    hub_token: SecretStr = Field(
        SecretStr(""),
        description="A token of the model hub, for the diarization pipeline, whose terms you accepted there",
    )
    hub_token_file: Path | None = Field(None, description="A file that holds the hub's token")
    lines: Path | None = Field(None, description="TOML file of lines; without it one line answers every number")
    prompts: Path = Field(Path("prompts"), description="Folder of greeting scripts, rules and written prompts")
    second_person: bool = Field(False, description="A greeting is published by another editor than its author")
    transcripts: Path = Field(Path("transcripts"), description="Folder for explicit exports of finished calls")
    key: SecretStr = Field(
        SecretStr(""), description="Key-encryption key, 64 hex digits; made in the data folder if absent"
    )
    key_file: Path | None = Field(None, description="A file that holds the key-encryption key")
    database_url: SecretStr = Field(SecretStr(""), description="A PostgreSQL database instead of SQLite in the folder")
    database_url_file: Path | None = Field(None, description="A file that holds the database's address")
    oidc_issuer: str = Field("", description="An OpenID provider by which people may sign in, https://...")
    oidc_client_id: str = Field(
        "", description="What that provider knows Voice by; it sends people back to `/sign-in/provider/back`"
    )
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="The client's secret at the provider, if it has one"
    )
    oidc_client_secret_file: Path | None = Field(None, description="A file that holds the client's secret")
    oidc_role_claim: str = Field("roles", description="The ID token's claim that names roles; `a.b` looks inside `a`")
    oidc_roles: str = Field(
        "", description="What the claim's values mean, such as `desk=reviewer,dpo=officer`; empty: the roles' own names"
    )
    relisten: bool = Field(True, description="Listen to the redacted sound again, and withhold it if a value is heard")
    offline: bool = Field(False, description="Never try the model hub")

    @field_validator("carrier")
    @classmethod
    def _one_we_know(cls, value: str) -> str:
        if value not in CARRIERS:
            raise ValueError(f"VOICE_CARRIER must be one of {', '.join(CARRIERS)}")
        return value

    @field_validator("carrier_api_url")
    @classmethod
    def _only_loopback(cls, value: str) -> str:
        if value != TWILIO_API and not is_loopback(value):
            raise ValueError("VOICE_CARRIER_API_URL must be Twilio's own address or one on loopback")
        return value.rstrip("/")

    @field_validator("oidc_issuer")
    @classmethod
    def _never_in_plain(cls, value: str) -> str:
        if value and not value.startswith("https://") and not is_loopback(value):
            raise ValueError("VOICE_OIDC_ISSUER must begin with https://, or be on loopback")
        return value

    def secret(self, name: str) -> str:
        """A secret by field name, from its variable or from the file its `_FILE` twin names."""
        direct: SecretStr = getattr(self, name)
        file: Path | None = getattr(self, f"{name}_file")
        return direct.get_secret_value() or (file.read_text(encoding="utf-8").strip() if file else "")


def table() -> str:
    """The rows of README's table of settings, one a variable; `_FILE` twins are said above the table."""
    rows = []
    for name, setting in Settings.model_fields.items():
        if name.endswith("_file"):
            continue
        default = setting.default.get_secret_value() if isinstance(setting.default, SecretStr) else setting.default
        shown = f"`{default}`" if default not in ("", None) else ""
        rows.append(f"| `VOICE_{name.upper()}` | {shown} | {setting.description} |")
    return "\n".join(rows)
