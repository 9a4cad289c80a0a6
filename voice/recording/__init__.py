"""Stage 4: only what was permitted is recorded."""
