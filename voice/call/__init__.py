"""Stage 1: a call arrives."""
