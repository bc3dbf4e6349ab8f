"""Access schema: the tables of API keys, signed-in users, their teams, and sign-ins.

No secret of a key or a session stands here, only its SHA-256.
"""

from sqlalchemy import JSON, Column, Index, Table, Text

from stores.tables.insight_schema import metadata
from stores.tables.schema import UtcDateTime

__all__ = ["agent_teams", "keys", "metadata", "sign_ins", "spent_tokens", "user_sessions"]

# A row stays when its key is revoked: a server that once had keys never stands open again.
keys = Table(
    "keys",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", Text),
    Index("keys_by_name", "name"),
)

user_sessions = Table(
    "user_sessions",
    metadata,
    Column("session_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("teams", JSON, nullable=False),
    Column("display_name", Text, nullable=False),
    # Sent back at the sign-out, by which a provider knows whose session it ends.
    Column("id_token", Text, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index("user_sessions_by_end", "ends_at"),
)

# What a provider's claims said at the last sign-in: the agent's calls outlive their session.
agent_teams = Table(
    "agent_teams",
    metadata,
    Column("agent_id", Text, primary_key=True),
    Column("teams", JSON, nullable=False),
)

# A row is taken out by the first answer with its `state`, so that each counts once.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("state", Text, primary_key=True),
    Column("browser", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("leads_to", Text, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index("sign_ins_by_end", "ends_at"),
)

# Logout tokens of the provider, by SHA-256, each of which counts once.
spent_tokens = Table(
    "spent_tokens",
    metadata,
    Column("token", Text, primary_key=True),
    Column("ends_at", UtcDateTime, nullable=False),
    Index("spent_tokens_by_end", "ends_at"),
)
