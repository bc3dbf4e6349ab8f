"""Search schema: the words of the events that a search looks through, and their index.

A row is an event's, written and deleted with it. In SQLite the index is an FTS5 table over
`call_words`, kept by triggers; in Postgres the words are a `tsvector` with a GIN index.
"""

from sqlalchemy import DDL, Column, Index, Integer, Table, Text, event
from sqlalchemy.dialects.postgresql import TSVECTOR

from stores.tables.access_schema import metadata

__all__ = ["FTS_TABLE", "call_words", "metadata"]

FTS_TABLE = "call_words_index"
"""The full-text index of SQLite, whose own tables have names that begin with this."""
SQLITE_INDEX = (
    # Words come folded: no tokenizer of SQLite's has to know letters. Nothing is ranked.
    "CREATE VIRTUAL TABLE call_words_index USING fts5(words, content='call_words',"
    " content_rowid='key', columnsize=0, tokenize='ascii')",
    "CREATE TRIGGER call_words_added AFTER INSERT ON call_words BEGIN"
    " INSERT INTO call_words_index (rowid, words) VALUES (new.key, new.words); END",
    "CREATE TRIGGER call_words_deleted AFTER DELETE ON call_words BEGIN"
    " INSERT INTO call_words_index (call_words_index, rowid, words)"
    " VALUES ('delete', old.key, old.words); END",
)
FILL_SQLITE_INDEX = "INSERT INTO call_words_index (call_words_index) VALUES ('rebuild')"
"""Takes in the rows that are there: a tenth of what it takes one by one."""

call_words = Table(
    "call_words",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("words", Text().with_variant(TSVECTOR, "postgresql"), nullable=False),
    Index("call_words_by_call", "call_id", "seq"),
    Index("call_words_by_word", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),
)
for _statement in SQLITE_INDEX:
    event.listen(call_words, "after_create", DDL(_statement).execute_if(dialect="sqlite"))
