"""Stage 7: what may be said of the call, with its evidence."""
