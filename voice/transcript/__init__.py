"""Stage 5: who said what, when."""
