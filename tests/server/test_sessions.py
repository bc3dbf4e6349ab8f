"""Conversations in text that are remembered for a while, with the time passed in."""

from datetime import UTC, datetime, timedelta

import pytest

from conversation.privacy.redaction import Redactor
from pipeline.text_session import TextSession
from server.sessions import IDLE, Sessions

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(lambda name: TextSession(Redactor(), name=name))


async def names(sessions: Sessions, owner: str | None, now: datetime) -> list[str]:
    return [session.session_id for session in await sessions.of(owner, now)]


async def test_a_session_is_the_same_one_until_it_was_idle_for_thirty_minutes(
    sessions: Sessions,
) -> None:
    """Each use gives it another half an hour; then the same name begins a new one."""
    assert timedelta(minutes=30) == IDLE
    first = sessions.use("ben", "chat", NOON)
    assert sessions.use("ben", "chat", NOON + IDLE - MOMENT) is first
    assert first.expires_at == NOON + 2 * IDLE - MOMENT
    assert await sessions.find("ben", "chat", first.expires_at - MOMENT) is first
    again = sessions.use("ben", "chat", first.expires_at)
    assert again is not first
    assert again.text.conversation.turns == []
    assert again.started_at == first.expires_at


async def test_looking_does_not_keep_a_session_alive(sessions: Sessions) -> None:
    """Only a message counts as use."""
    sessions.use("ben", "chat", NOON)
    assert await sessions.find("ben", "chat", NOON + IDLE - MOMENT)
    assert await names(sessions, "ben", NOON + IDLE - MOMENT) == ["chat"]
    assert await sessions.find("ben", "chat", NOON + IDLE) is None
    assert await names(sessions, "ben", NOON + IDLE) == []


async def test_the_last_used_comes_first(sessions: Sessions) -> None:
    """The list is in the order of use, of the owner's sessions alone."""
    for after_s, (owner, name) in enumerate(
        [("ben", "one"), ("maria", "two"), ("ben", "three"), ("ben", "one")]
    ):
        sessions.use(owner, name, NOON + timedelta(seconds=after_s))
    assert await names(sessions, "ben", NOON + MOMENT) == ["one", "three"]
    assert await names(sessions, "maria", NOON + MOMENT) == ["two"]
    assert await names(sessions, None, NOON + MOMENT) == []


async def test_owners_do_not_share_a_name(sessions: Sessions) -> None:
    """The same name of another key is another session, and cannot be found or deleted by it."""
    bens = sessions.use("ben", "chat", NOON)
    assert await sessions.find("maria", "chat", NOON) is None
    assert not await sessions.delete("maria", "chat")
    assert sessions.use("maria", "chat", NOON) is not bens
    assert await sessions.delete("ben", "chat")
    assert not await sessions.delete("ben", "chat")
    assert await sessions.find("ben", "chat", NOON) is None
    assert await sessions.find("maria", "chat", NOON)


async def test_memory_is_bounded() -> None:
    """With too many sessions the one that was not used for longest is forgotten."""
    sessions = Sessions(lambda name: TextSession(Redactor(), name=name), limit=2)
    for after_s, name in enumerate(["a", "b", "a", "c"]):
        sessions.use(None, name, NOON + timedelta(seconds=after_s))
    assert await names(sessions, None, NOON + timedelta(seconds=4)) == ["c", "a"]
