"""Snippets of calls: where a query has found its words in each."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, func, select

from conversation.search.query import SearchQuery
from conversation.search.snippet import Snippet, snippet_of
from stores.log.queries import event_of
from stores.log.records import searchable_words
from stores.search.matches import matches
from stores.tables.schema import events
from stores.tables.search_schema import call_words

MOST = 3
"""How many a call has, the first ones."""


def read_snippets(
    connection: Connection, call_ids: Sequence[str], search: str
) -> dict[str, list[Snippet]]:
    """The snippets of calls by their ids; `EventReader.snippets` says more."""
    query, word = SearchQuery.of(search), call_words.c
    place = func.row_number().over(partition_by=word.call_id, order_by=word.seq)
    found = (
        select(word.call_id, word.seq, place.label("place"))
        .where(word.call_id.in_(call_ids), matches(query, connection.dialect.name))
        .subquery()
    )
    is_found = and_(events.c.call_id == found.c.call_id, events.c.seq == found.c.seq)
    first = select(events).join(found, is_found).where(found.c.place <= MOST)
    snippets: dict[str, list[Snippet]] = {}
    for row in connection.execute(first.order_by(events.c.call_id, events.c.seq)):
        event = event_of(row)
        told = snippet_of(event, searchable_words(event) or "", query)
        snippets.setdefault(event.call_id, []).append(told)
    return snippets
