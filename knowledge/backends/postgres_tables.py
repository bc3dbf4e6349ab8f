"""Passage tables of the Postgres index: made where they are missing, with their extension."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from knowledge.errors import KnowledgeError
from knowledge.tables import lock
from stores.databases.database_errors import cause

LONGEST_VECTOR = 2_000
"""Dimensions of a `vector` that HNSW takes."""
LONGEST_HALF = 4_000
"""The same of a `halfvec`; what is longer has no index, and is compared one by one."""
OLDEST = (0, 8)
"""The first pgvector whose HNSW goes on where an audience is small (`hnsw.iterative_scan`)."""
_LOCK = 0x5AD0CA14
_FOUND = text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
_OFFERED = text("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")
_SEEN = text("SELECT to_regtype('vector') IS NOT NULL")
# By a query and not by `to_regclass`, which may not see yet what another process has just made.
_COLUMN = text(
    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
    " JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = current_schema() AND relname = 'knowledge_index_passages'"
    " AND attname = 'embedding'"
)
_DROP = """
DROP TABLE IF EXISTS knowledge_index_passages, knowledge_index_words, knowledge_index_audiences
"""
_TABLES = (
    """
CREATE TABLE knowledge_index_audiences (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    playbooks text[] NOT NULL,
    customer_group text
)""",
    """
CREATE TABLE knowledge_index_passages (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id text NOT NULL,
    audience integer NOT NULL REFERENCES knowledge_index_audiences,
    stored text NOT NULL,
    terms tsvector NOT NULL,
    embedding {column} NOT NULL
)""",
    "CREATE INDEX ON knowledge_index_passages (document_id)",
    "CREATE INDEX ON knowledge_index_passages (audience)",
    # Without `fastupdate`, searches read no list of what was added since the last vacuum.
    "CREATE INDEX ON knowledge_index_passages USING gin (terms) WITH (fastupdate = off)",
    """
CREATE TABLE knowledge_index_words (
    word text NOT NULL,
    document_id text NOT NULL,
    passages integer NOT NULL,
    PRIMARY KEY (word, document_id)
)""",
    "CREATE INDEX ON knowledge_index_words (document_id)",
)
_NEAREST = "CREATE INDEX ON knowledge_index_passages USING hnsw (embedding {operators})"


def column_type(dimension: int) -> str:
    """The type of a vector's column."""
    is_half = LONGEST_VECTOR < dimension <= LONGEST_HALF
    return f"{'halfvec' if is_half else 'vector'}({dimension})"


def make_tables(connection: Connection, dimension: int) -> None:
    """Make the tables where they are missing; several processes may do so at once.

    Raises:
        KnowledgeError: Postgres lacks pgvector, or vectors of another dimension are there.
    """
    wanted = column_type(dimension)
    if connection.execute(_COLUMN).scalar() is None:
        lock(connection, _LOCK)
    if (found := connection.execute(_COLUMN).scalar()) is None:
        _need_extension(connection)
        _create(connection, dimension)
    elif found != wanted:
        raise KnowledgeError(
            f"the index in Postgres is of {found}, and {wanted} is set:"
            " run callshadow knowledge reindex"
        )


def remake_tables(connection: Connection, dimension: int) -> None:
    """Make the tables anew, without any passage.

    Raises:
        KnowledgeError: Postgres lacks pgvector.
    """
    lock(connection, _LOCK)
    _need_extension(connection)
    if connection.execute(_COLUMN).scalar() is not None:
        # All others ask for this table first too: nobody waits for somebody who waits for them.
        connection.execute(text("LOCK TABLE knowledge_index_audiences"))
    connection.execute(text(_DROP))
    _create(connection, dimension)


def _create(connection: Connection, dimension: int) -> None:
    for statement in _TABLES:
        connection.execute(text(statement.format(column=column_type(dimension))))
    if dimension <= LONGEST_HALF:
        operators = column_type(dimension).partition("(")[0] + "_cosine_ops"
        connection.execute(text(_NEAREST.format(operators=operators)))


def _need_extension(connection: Connection) -> None:
    if connection.execute(_FOUND).scalar() is None:
        _create_extension(connection)
    version = str(connection.execute(_FOUND).scalar_one())
    if tuple(map(int, version.split(".")[:2])) < OLDEST:
        raise _unusable(
            f"has pgvector {version}, and {'.'.join(map(str, OLDEST))} is the first that does:"
            " install a newer one, and run ALTER EXTENSION vector UPDATE in the database"
        )
    if not connection.execute(_SEEN).scalar_one():
        raise _unusable(
            "has pgvector in a schema that the search_path of its user lacks: add that schema"
            " to the user's search_path, or as ?options=-c search_path=… to DATABASE_URL"
        )


def _create_extension(connection: Connection) -> None:
    if not connection.execute(_OFFERED).scalar_one():
        raise _unusable(
            "lacks the extension pgvector: install it on the server of Postgres (Debian's"
            " package is postgresql-NN-pgvector, the image pgvector/pgvector has it)"
        )
    try:
        connection.execute(text("CREATE EXTENSION vector"))
    except DBAPIError as error:
        raise _unusable(
            f"lets its user not create the extension pgvector ({cause(error)}):"
            " have an administrator run CREATE EXTENSION vector in this database"
        ) from None


def _unusable(what: str) -> KnowledgeError:
    """The one line, whatever is wrong."""
    told = f"KNOWLEDGE_INDEX=postgres can't be used: the database of DATABASE_URL {what}"
    return KnowledgeError(f"{told}. Or set KNOWLEDGE_INDEX=sqlite")
