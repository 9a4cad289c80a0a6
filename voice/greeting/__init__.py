"""Stage 2: the caller is greeted."""
