"""Search condition: the events that have all the words of a query, as each database is asked."""

from sqlalchemy import ColumnElement, cast, column, literal, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from conversation.search.query import Phrase, SearchQuery
from stores.tables.search_schema import FTS_TABLE, call_words

_FTS = table(FTS_TABLE, column("rowid"), column(FTS_TABLE))


def matches(query: SearchQuery, dialect: str) -> ColumnElement[bool]:
    """The condition on a row of `call_words`."""
    if dialect == "postgresql":
        asked = cast(literal(" & ".join(map(_of_postgres, query.phrases))), TSQUERY)
        return call_words.c.words.bool_op("@@")(asked)
    asked = literal(" AND ".join(map(_of_sqlite, query.phrases)))
    found = select(_FTS.c.rowid).where(_FTS.c[FTS_TABLE].bool_op("MATCH")(asked))
    return call_words.c.key.in_(found)


def _of_sqlite(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"{" *" if phrase.is_begun else ""}'


def _of_postgres(phrase: Phrase) -> str:
    words = " <-> ".join(f"'{word}'" for word in phrase.words)
    return f"({words}{':*' if phrase.is_begun else ''})"
