"""Shared sessions: conversations in text that any process on one Redis goes on with.

A process keeps what it has heard of a session; where another one has heard more, it goes on from
what that one kept. While Redis is away, or refuses, each process has its own; where it comes back
without what it held, each goes on with what it has heard.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import orjson
from loguru import logger
from redis.exceptions import RedisError

from conversation.privacy.redaction import Redactor
from pipeline.kept_session import kept, recalled
from pipeline.runtime import Runtime
from pipeline.text_session import TextSession
from pubsub.redis_hub import RedisHub
from pubsub.shared_records import FORGOTTEN, SharedRecords
from server.serving.background import Background
from server.text.sessions import IDLE, MAX_SESSIONS, Session, Sessions

_AWAY = (RedisError, OSError)


class SharedSessions(Sessions):
    """The sessions of all processes."""

    def __init__(
        self,
        make_redactor: Callable[[], Redactor],
        records: SharedRecords,
        monotonic: Callable[[], float],
    ) -> None:
        """Create the store.

        Args:
            make_redactor: Makes the redactor of a conversation.
            records: Where the sessions are kept.
            monotonic: As for all sessions.
        """
        super().__init__(lambda name: TextSession(make_redactor(), name=name), monotonic)
        self._make_redactor = make_redactor
        self._records = records
        self._is_away = False

    @asynccontextmanager
    async def using(
        self, owner: str | None, session_id: str, now: datetime
    ) -> AsyncIterator[Session]:
        """Have the session of that name, begun now if there is none, alone for the block."""
        async with super().using(owner, session_id, now) as session:
            token = await self._take(session, now)
            try:
                yield session
            finally:
                session.version += 1
                await self._leave(session, token)

    async def find(self, owner: str | None, session_id: str) -> Session | None:
        """The session of that name, if there is one; looking does not keep it alive."""
        try:
            found = await self._records.read(_named(owner), session_id)
        except _AWAY as error:
            self._tell(error)
            found = None
        return await super().find(owner, session_id) if found is None else self._read(found)

    async def of(self, owner: str | None) -> list[Session]:
        """An owner's sessions, last used first."""
        try:
            found = await self._records.all_of(_named(owner))
        except _AWAY as error:
            self._tell(error)
            return await super().of(owner)
        sessions: list[Session] = []
        for one in found:
            if session := self._read(one):
                sessions.append(session)
            await asyncio.sleep(0)  # a long one takes a third of a millisecond, and there are many
        return sessions

    async def delete(self, owner: str | None, session_id: str) -> bool:
        """Forget a session, after the message that it takes in; returns whether there was one."""
        here = await super().delete(owner, session_id)
        where = _named(owner), session_id
        try:
            token = await self._records.lock(*where)
            with self._records.locked(*where, token):
                there = await self._records.delete(*where)
                await self._records.unlock(*where, token)
            return there or here
        except _AWAY as error:
            self._tell(error)
            return here

    async def _take(self, session: Session, now: datetime) -> str | None:
        """Lock a session, and have it as whoever spoke with it last has left it; the token."""
        where = _named(session.owner), session.session_id
        try:
            token = await self._records.lock(*where)
            with self._records.locked(*where, token):
                text = await self._records.read(*where)
                found = self._read(text)
        except _AWAY as error:
            self._tell(error)
            return None
        self._is_away = False
        if text == FORGOTTEN and session.is_kept:  # at another process
            found = Session(*where, self._make_text(session.session_id), now, now)
        if found and (session.is_kept or found.version > session.version):
            if found.version != session.version:
                session.text, session.version = found.text, found.version
            session.started_at = found.started_at
        return token

    async def _leave(self, session: Session, token: str | None) -> None:
        """Keep a session for the others, and unlock it; without a token, it stays here."""
        where = _named(session.owner), session.session_id
        session.is_kept = False
        if token is None:
            return
        try:
            text = orjson.dumps(_written(session))
            with self._records.locked(*where, token):
                await self._records.keep(*where, text, session.used_at.timestamp())
                session.is_kept = True
                await self._records.unlock(*where, token)
        except _AWAY as error:
            self._tell(error)

    def _read(self, text: bytes | None) -> Session | None:
        if not text:
            return None
        try:
            data: dict[str, Any] = orjson.loads(text)
            session = Session(
                data["session_id"],
                data["owner"],
                recalled(self._make_redactor(), data["text"]),
                datetime.fromisoformat(data["started_at"]),
                datetime.fromisoformat(data["used_at"]),
                version=data["version"],
            )
        except (KeyError, TypeError, ValueError) as error:  # of another version of us
            logger.warning("a session in Redis can't be read ({})", type(error).__name__)
            return None
        return session

    def _tell(self, error: Exception) -> None:
        """Log that Redis is away, once an outage."""
        if not self._is_away:
            logger.warning("sessions are not shared: Redis, {}", type(error).__name__)
        self._is_away = True


def shared_sessions(runtime: Runtime, hub: RedisHub, background: Background) -> SharedSessions:
    """The sessions of the processes that use the Redis of `hub`."""
    ttl_s = int(IDLE.total_seconds())
    records = SharedRecords(hub.redis, "session", ttl_s, MAX_SESSIONS, background.start)
    return SharedSessions(runtime.redactor, records, runtime.clock.monotonic)


def _named(owner: str | None) -> str:
    return "" if owner is None else owner


def _written(session: Session) -> dict[str, Any]:
    return {
        "session_id": session.session_id,
        "owner": session.owner,
        "started_at": session.started_at,
        "used_at": session.used_at,
        "version": session.version,
        "text": kept(session.text),
    }
