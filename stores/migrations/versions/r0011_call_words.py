"""Schema of the search of calls: the words of what the log holds, and their index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from stores.search.index import index_all
from stores.tables.search_schema import FILL_SQLITE_INDEX, FTS_TABLE, SQLITE_INDEX

revision = "r0011"
down_revision = "r0010"


def upgrade() -> None:
    """Make the table and its index, of all that was said."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "call_words",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("words", TSVECTOR if is_postgres else sa.Text, nullable=False),
    )
    op.create_index("call_words_by_call", "call_words", ["call_id", "seq"])
    if is_postgres:
        op.create_index("call_words_by_word", "call_words", ["words"], postgresql_using="gin")
    index_all(op.get_bind())
    if not is_postgres:
        table, *triggers = SQLITE_INDEX
        for statement in (table, FILL_SQLITE_INDEX, *triggers):
            op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TABLE {FTS_TABLE}")
    op.drop_table("call_words")
