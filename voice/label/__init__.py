"""Stage 8: what the machine did."""
