"""Stage 3: and asked."""
