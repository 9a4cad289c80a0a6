"""Stage 6: personal data leaves the text."""
