"""Catalogue: the documents that were added, with their passages, as functions of a connection."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from knowledge.document import OF_CALL, Audience, Document, Passage
from knowledge.feedback import drop_weights
from knowledge.graph.edge_maker import MadeEdges
from knowledge.graph.edge_rows import drop_edges, put_edges
from knowledge.graph.link_rows import drop_links, put_links
from knowledge.likeness import Details
from knowledge.tables import documents, lock, passages
from knowledge.words import terms

_LOCK = 0x5AD0CA16


@dataclass(frozen=True, slots=True)
class Added:
    """A document that was added, and what became of it.

    Attributes:
        document: The document.
        change: Whether it was new, changed, or there already with the same text.
        version: Its version, from 1.
        passages: How many passages it has.
        note: What a model was wanted for, and was not asked or did not answer; mostly empty.
    """

    document: Document
    change: Literal["new", "changed", "same"]
    version: int
    passages: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the catalogue.

    Attributes:
        document: The document.
        version: How often its text has changed, from 1.
        passages: How many passages it has.
        is_indexed: Whether they can be found; else `knowledge reindex` is due.
        changed_at: When it was added or changed last, UTC.
    """

    document: Document
    version: int
    passages: int
    is_indexed: bool
    changed_at: datetime


def read_documents(connection: Connection, *, of_calls: bool = False) -> list[Listed]:
    """All documents that the company has written, or those of past calls, by their addresses."""
    is_call = func.coalesce(documents.c.customer_group, "").startswith(OF_CALL)
    chosen = select(documents).where(is_call if of_calls else ~is_call)
    rows = connection.execute(chosen.order_by(documents.c.address, documents.c.id))
    return [_listed(row) for row in rows]


def find_document(connection: Connection, document_id: str) -> Listed | None:
    """One document; None where there is none of that id."""
    row = connection.execute(select(documents).where(documents.c.id == document_id)).first()
    return _listed(row) if row else None


def put_document(
    connection: Connection,
    document: Document,
    parts: Sequence[Passage],
    sentences: Sequence[bytes],
    *,
    made: MadeEdges,
    version: int,
) -> None:
    """Keep a document and its passages in place of those it had; it has yet to be indexed."""
    lock(connection, _LOCK)  # of two that add one document, the second takes the first's place
    drop_weights(connection, document.id, parts)
    _drop(connection, document.id)
    row = {
        "id": document.id,
        "address": document.address,
        "title": document.title,
        "language": document.language,
        "digest": document.digest,
        "playbooks": json.dumps(document.audience.playbooks),
        "customer_group": document.audience.key,
        "version": version,
        "passages": len(parts),
        "is_indexed": 0,
    }
    connection.execute(insert(documents).values(changed_at=func.current_timestamp(), **row))
    if parts:
        rows = [_passage_row(part) for part in parts]
        kept = [row | {"sentences": own} for row, own in zip(rows, sentences, strict=True)]
        connection.execute(insert(passages), kept)
    put_edges(connection, made.edges)
    put_links(connection, document.id, made.answers)


def drop_document(connection: Connection, document_id: str) -> None:
    """Forget a document, its passages, what was said of them, and what belongs to what by it."""
    drop_weights(connection, document_id)
    _drop(connection, document_id)


def _drop(connection: Connection, document_id: str) -> None:
    drop_edges(connection, document_id)
    drop_links(connection, document_id)
    connection.execute(delete(passages).where(passages.c.document_id == document_id))
    connection.execute(delete(documents).where(documents.c.id == document_id))


def mark_indexed(connection: Connection, document_id: str | None, *, indexed: bool = True) -> None:
    """Say that a document's passages can be found, or those of all cannot."""
    change = update(documents).values(is_indexed=int(indexed))
    if document_id is not None:
        change = change.where(documents.c.id == document_id)
    connection.execute(change)


def read_passages(connection: Connection, document_id: str) -> list[Passage]:
    """The passages of a document, in their order."""
    chosen = select(passages).where(passages.c.document_id == document_id)
    rows = connection.execute(chosen.order_by(passages.c.place))
    return [Passage(r.id, r.document_id, r.place, r.title, r.text, r.page) for r in rows]


def read_details(connection: Connection, passage_ids: Sequence[str]) -> dict[str, Details]:
    """What passages are ranked by, by their ids."""
    columns = (passages.c.id, passages.c.words, passages.c.sentences)
    chosen = select(*columns).where(passages.c.id.in_(passage_ids))
    rows = connection.execute(chosen).all()  # all at once is a third faster
    return {id: Details(frozenset(words.split()), sentences) for id, words, sentences in rows}


def count_indexed(connection: Connection) -> int:
    """How many documents can be found."""
    counted = select(func.count()).select_from(documents).where(documents.c.is_indexed == 1)
    return connection.execute(counted).scalar_one()


def in_batches(texts: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """A sequence in pieces."""
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _passage_row(part: Passage) -> dict[str, Any]:
    names = ("id", "document_id", "place", "title", "text", "page")
    row = {name: getattr(part, name) for name in names}
    return row | {"words": " ".join(terms(part.indexed))}


def _listed(row: Row[Any]) -> Listed:
    is_indexed = bool(row.is_indexed)
    return Listed(_document(row), row.version, row.passages, is_indexed, row.changed_at)


def _document(row: Row[Any]) -> Document:
    audience = Audience.kept(json.loads(row.playbooks), row.customer_group)
    return Document(row.id, row.address, row.title, row.language, row.digest, audience)
