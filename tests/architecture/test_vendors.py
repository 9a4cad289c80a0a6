"""A vendor is imported only by the file that bears its name."""

from tests.architecture.source import TRAINING, files, imports, place

# vendor: how the path of a file that may import it must begin or what its stem must be
HOMES = {
    "twilio": ("voice/call/twilio", "voice/call/simulat"),
    "faster_whisper": ("voice/transcript/whisper", "voice/transcript/faster_whisper"),
    "threadpoolctl": ("voice/transcript/faster_whisper",),
    "ctranslate2": ("voice/transcript/whisper", "voice/transcript/ctranslate2", "voice/transcript/faster_whisper"),
    "av": ("voice/transcript/av",),
    "huggingface_hub": ("voice/transcript/huggingface_hub",),
    "pyannote": ("voice/transcript/pyannote",),
    "torch": ("voice/transcript/pyannote",),
    "torchaudio": ("voice/transcript/pyannote",),
    "presidio_analyzer": ("voice/redaction/presidio",),
    "spacy": ("voice/redaction/presidio", "voice/redaction/spacy"),
    "tldextract": ("voice/redaction/presidio",),
    "gliner": ("voice/redaction/gliner",),
    "transformers": ("voice/redaction/transformers",),
    "faker": ("voice/redaction/faker",),
    "vaderSentiment": ("voice/insight/vader",),
    "dbos": ("voice/engine/dbos",),
    "sqlalchemy": ("voice/vault/",),
    "alembic": ("voice/vault/",),
    "obstore": ("voice/vault/",),
    "cryptography": ("voice/vault/", "voice/recording/envelope", "voice/consent/signature"),
    "fastapi": ("voice/web/", "voice/wiring/web"),
    "starlette": ("voice/web/",),
    "authlib": ("voice/web/authlib",),
    "joserfc": ("voice/web/authlib",),  # Authlib's own signatures
    "jinja2": ("voice/web/",),
    "uvicorn": ("voice/commands/serve", "voice/call/simulat"),
    "typer": ("voice/commands/", "voice/cli"),
    "pydantic_settings": ("voice/settings",),
    "structlog": ("voice/log",),
}


def test_each_vendor_stays_in_its_own_file():
    strays = [
        f"{place(path)} imports {name}"
        for path in files()
        if TRAINING not in path.parents
        for name in imports(path)
        if (homes := HOMES.get(name.split(".")[0])) and not place(path).startswith(homes)
    ]
    assert not strays
