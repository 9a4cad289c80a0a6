"""The story of a call as code: live (the line is open), after (hang-up to review), end (erasure)."""
