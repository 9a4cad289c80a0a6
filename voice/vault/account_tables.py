"""Tables of the people who review: accounts, sessions, tokens, saved views, who looked and who marked what.

Account names are handles; everything else about a call here is an id or a time.
"""

import sqlalchemy as sa

from voice.vault.tables import Utc, metadata

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(32), nullable=False, unique=True),
    sa.Column("roles", sa.String(128), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("password_hash", sa.String(256)),
    sa.Column("totp_sealed", sa.LargeBinary),
    sa.Column("totp_step", sa.Integer, nullable=False),
    sa.Column("invite_sha256", sa.String(64), index=True),
    sa.Column("invite_until", Utc),
    sa.Column("disabled_at", Utc),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", Utc),
    # Whom an OpenID provider vouches for: the hash of issuer and subject.
    sa.Column("subject_sha256", sa.String(64), index=True, unique=True),
)

# The id is the token's SHA-256: whoever reads the table cannot sign in with it.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.String(32), nullable=False, index=True),
    sa.Column("opened_at", Utc, nullable=False),
    sa.Column("seen_at", Utc, nullable=False),
    sa.Column("until", Utc, nullable=False),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("until", Utc, nullable=False),
    sa.Column("seen_at", Utc),
)

# One row a day for each person who opened a call's page.
looks = sa.Table(
    "looks",
    metadata,
    sa.Column("call_id", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.String(32), primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("at", Utc, nullable=False),
)

# What somebody called a list of calls and looks for in it, wrapped like a key: it may hold anybody's words.
views = sa.Table(
    "views",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
)

# Whom to ask: the newest mark; every mark is in the ledger.
review_marks = sa.Table(
    "review_marks",
    metadata,
    sa.Column("call_id", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.String(32), nullable=False),
    sa.Column("at", Utc, nullable=False),
)
