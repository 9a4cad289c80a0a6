"""Where things rest: tables, sealed objects, keys, the ledger."""
