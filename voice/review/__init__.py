"""Stage 9: a person looks."""
