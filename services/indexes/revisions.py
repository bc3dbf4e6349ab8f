"""Revisions of documents in an index that has no transactions, kept in the documents' database.

    writing ──publish──▶ live ──retire──▶ gone ──forget──▶ (no row)
       └───────────────retire──────────────┘

Whatever is put has a revision of its own. What the index finds of it counts only while it is live:
that is one row, which is changed in a transaction. A revision that was published after a search had
begun is not taken from that search, which may have seen a part of it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)

from knowledge.tables import KnowledgeDatabase, lock

_LOCK = 0x5AD0CA13

metadata = MetaData()
revisions = Table(
    "knowledge_index_revisions",
    metadata,
    Column("revision", String, primary_key=True),
    Column("document_id", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("published", Integer, nullable=False),  # a number that grows; 0: not yet
)
_of = revisions.c


@dataclass(frozen=True, slots=True)
class RevisionState:
    """The revisions as a search begins.

    Attributes:
        published: The number of the newest revision that is live; 0: there is none.
        hidden: The revisions that are being written or deleted.
    """

    published: int
    hidden: tuple[str, ...]


class Revisions:
    """The revisions of a database's documents; several processes may change them at once."""

    def __init__(self, database: KnowledgeDatabase) -> None:
        """Keep them in `database`; nothing is made before the first is begun."""
        self._database = database
        self._are_made = False

    async def begin(self, revision: str, document_id: str) -> None:
        """Note that a revision is being written."""

        def begin(connection: Connection) -> None:
            lock(connection, _LOCK)
            metadata.create_all(connection)
            row = {"document_id": document_id, "state": "writing", "published": 0}
            connection.execute(insert(revisions).values(revision=revision, **row))

        await self._database.write(begin)
        self._are_made = True

    async def publish(self, revision: str, document_id: str) -> bool:
        """Make a revision live, in place of all others of its document.

        Returns:
            Whether it is; not where its document was put or dropped by another meanwhile.
        """

        def publish(connection: Connection) -> bool:
            lock(connection, _LOCK)
            newest = connection.execute(select(func.max(_of.published))).scalar_one() or 0
            ours = (_of.revision == revision) & (_of.state == "writing")
            live = {"state": "live", "published": newest + 1}
            if not connection.execute(update(revisions).where(ours).values(live)).rowcount:
                return False
            others = (_of.document_id == document_id) & (_of.revision != revision)
            connection.execute(update(revisions).where(others).values(state="gone"))
            return True

        return await self._database.write(publish)

    async def abandon(self, revision: str) -> None:
        """Forget a revision that was not published, and of which nothing is left."""
        ours = delete(revisions).where(_of.revision == revision, _of.state != "live")
        await self._database.write(lambda c: c.execute(ours))

    async def retire(self, document_id: str | None) -> None:
        """Find nothing of a document any more, nor of what is being written of it; None: of any."""
        whose = _of.document_id == document_id if document_id is not None else text("1 = 1")
        if await self._made():
            await self._database.write(
                lambda c: c.execute(update(revisions).where(whose).values(state="gone"))
            )

    async def gone(self, document_id: str) -> list[str]:
        """The revisions of a document of which nothing is found, and something may be there."""
        rows = select(_of.revision).where(_of.document_id == document_id, _of.state == "gone")
        if not await self._made():
            return []
        return await self._database.read(lambda c: list(c.execute(rows).scalars()))

    async def forget(self, revision: str | None = None) -> None:
        """Forget a revision that is gone and of which the index has nothing; None: all of them."""
        gone = _of.state == "gone"
        whose = gone & (_of.revision == revision) if revision is not None else gone
        if await self._made():
            await self._database.write(lambda c: c.execute(delete(revisions).where(whose)))

    async def moment(self) -> RevisionState:
        """The revisions as they are now."""

        def read(connection: Connection) -> RevisionState:
            newest = select(func.max(_of.published)).where(_of.state == "live")
            hidden = select(_of.revision).where(_of.state != "live")
            published = connection.execute(newest).scalar_one() or 0
            return RevisionState(published, tuple(connection.execute(hidden).scalars()))

        return await self._database.read(read) if await self._made() else RevisionState(0, ())

    async def live(self, found: Collection[str]) -> dict[str, int]:
        """Those of some revisions that are live, and the number of each."""
        rows = select(_of.revision, _of.published).where(
            _of.revision.in_(found), _of.state == "live"
        )
        read = self._database.read
        return {row.revision: row.published for row in await read(lambda c: c.execute(rows).all())}

    async def _made(self) -> bool:
        if not self._database.is_there():
            self._are_made = False
        elif not self._are_made:
            self._are_made = await self._database.read(
                lambda c: inspect(c).has_table(revisions.name)
            )
        return self._are_made
