"""Tables of what is known: documents, their passages, and what was learned of them.

The same in SQLite and in Postgres. An index of passages has its own, and can be filled from these.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
    text,
)

from knowledge.errors import KnowledgeError

Result = TypeVar("Result")

SCHEMA = 4
_ADDED_TO = ("2", "3")
"""The versions to which this one has added nothing but edges, and what a model makes of them."""
_NEW_COLUMN = "is_by_model INTEGER NOT NULL DEFAULT 0"
_LOCK = 0x5AD0CA12

metadata = MetaData()
documents = Table(
    "knowledge_documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("address", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("playbooks", Text, nullable=False),
    Column("customer_group", Text),
    Column("version", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("is_indexed", Integer, nullable=False),
    Column("changed_at", DateTime, nullable=False),
)
passages = Table(
    "knowledge_passages",
    metadata,
    Column("id", String, primary_key=True),
    Column("document_id", String, nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("page", Integer),
    Column("words", Text, nullable=False),  # as they are looked for, between blanks
    Column("sentences", LargeBinary, nullable=False),  # their vectors, as float16
)
edges = Table(
    "knowledge_edges",
    metadata,
    Column("document_id", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("source_key", Text, nullable=False, index=True),
    Column("target_key", Text, nullable=False, index=True),
    Column("passage_id", String),
    Column("is_by_model", Integer, nullable=False, server_default="0"),
)
links = Table(  # what a model found in a document's passages, by the hash of what it was shown
    "knowledge_links",
    metadata,
    Column("document_id", String, primary_key=True),
    Column("key", String, primary_key=True, index=True),
    Column("found", Text, nullable=False),
)
edge_words = Table(  # of the names that are short enough to be asked for, to find them by
    "knowledge_edge_words",
    metadata,
    Column("word", String, primary_key=True),
    Column("document_id", String, primary_key=True, index=True),
    Column("key", Text, primary_key=True),
)
embeddings = Table(
    "knowledge_embeddings",
    metadata,
    Column("key", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
gaps = Table(
    "knowledge_gaps",
    metadata,
    Column("question", String, primary_key=True),
    Column("asked", Integer, nullable=False),
    Column("last_asked_at", DateTime, nullable=False, index=True),
)
weights = Table(
    "knowledge_weights",
    metadata,
    Column("passage_id", String, primary_key=True),
    Column("used", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
)
state = Table(
    "knowledge_state",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
# One statement each: of two processes at once, neither may undo what the other has set.
_SET = text(
    "INSERT INTO knowledge_state (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_NEXT = text(
    "UPDATE knowledge_state SET value = CAST(CAST(value AS integer) + 1 AS text)"
    " WHERE name = 'generation'"
)


class KnowledgeDatabase(Protocol):
    """A database that runs functions in transactions of its own; see `knowledge.file_database`."""

    def is_there(self) -> bool:
        """Whether anything can have been written."""
        ...

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction that reads."""
        ...

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction, all of it or nothing."""
        ...

    async def wipe(self) -> None:
        """Leave no older copies of what was deleted, as far as the database lets us."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


def make_tables(connection: Connection) -> None:
    """Make the tables where they are missing; several processes may do so at once.

    Raises:
        KnowledgeError: Another version of this program has made them otherwise.
    """
    lock(connection, _LOCK)
    if not inspect(connection).has_table(state.name):
        metadata.create_all(connection)
        first = {"schema": str(SCHEMA), "generation": "0"}
        connection.execute(insert(state), [{"name": n, "value": v} for n, v in first.items()])
    elif (found := read_state(connection).get("schema")) in _ADDED_TO:
        metadata.create_all(connection)
        if found == "3":
            connection.execute(text(f"ALTER TABLE {edges.name} ADD {_NEW_COLUMN}"))
        write_state(connection, schema=SCHEMA)
    elif found != str(SCHEMA):
        raise KnowledgeError(
            f"the knowledge has tables of version {found}, and {SCHEMA} is known here:"
            " move them away, and add the documents again"
        )


def lock(connection: Connection, key: int) -> None:
    """Wait for whoever else holds `key`, until the transaction ends; in SQLite, writers wait so."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def are_made(connection: Connection) -> bool:
    """Whether the tables are there, as this version knows them."""
    there = inspect(connection).has_table(state.name)
    return there and read_state(connection).get("schema") == str(SCHEMA)


def read_state(connection: Connection) -> dict[str, str]:
    """All that is known of the whole, by name."""
    return {row.name: row.value for row in connection.execute(select(state))}


def write_state(connection: Connection, **values: Any) -> None:
    """Set what is known of the whole."""
    for name, value in values.items():
        connection.execute(_SET, {"name": name, "value": str(value)})


def next_generation(connection: Connection) -> None:
    """Tell all processes that passages or their weights have changed."""
    connection.execute(_NEXT)
