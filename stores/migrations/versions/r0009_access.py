"""Schema of who may look, and of who looked."""

import sqlalchemy as sa
from alembic import op

revision = "r0009"
down_revision = "r0008"


def upgrade() -> None:
    """Make the tables, and the indexes of the audit."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "keys",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("revoked_at", moment),
        sa.Column("revoked_by", sa.Text),
    )
    op.create_index("keys_by_name", "keys", ["name"])
    op.create_table(
        "user_sessions",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("teams", sa.JSON, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("id_token", sa.Text, nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
    )
    op.create_index("user_sessions_by_end", "user_sessions", ["ends_at"])
    op.create_table(
        "sign_ins",
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("browser", sa.Text, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("leads_to", sa.Text, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
    )
    op.create_index("sign_ins_by_end", "sign_ins", ["ends_at"])
    op.create_index("audit_by_time", "audit", ["at", "audit_id"])
    op.create_index("audit_by_call", "audit", ["call_id", "at"])
    op.create_index("audit_by_actor", "audit", ["actor", "at"])


def downgrade() -> None:
    """Drop them."""
    for index in ("audit_by_actor", "audit_by_call", "audit_by_time"):
        op.drop_index(index, "audit")
    for table in ("sign_ins", "user_sessions", "keys"):
        op.drop_table(table)
