"""The papers a finished call leaves: call.json, transcript, summary; made of redacted text alone."""
