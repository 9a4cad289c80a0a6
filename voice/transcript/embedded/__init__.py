"""The embedded Whisper: small, honest, offline; for demonstration and tests, never for real callers."""
