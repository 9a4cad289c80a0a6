"""How the tables came to be, one file per change; run at start by `vault.database`."""
