"""Stage 10: everything ends."""
