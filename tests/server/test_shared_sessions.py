"""Conversations in text that two processes go on with, on one real Redis."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from peers.redis_server import RedisServer
from pipeline.coaches import Coaches, open_coaches
from pubsub.redis_hub import RedisHub, open_redis_hub
from pubsub.shared_records import SharedRecords
from server.serving.background import Background
from server.text.sessions import IDLE
from server.text.shared_sessions import SharedSessions
from settings import load

BACKGROUND = Background()
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def sessions_on(hub: RedisHub, limit: int = 100) -> SharedSessions:
    """The sessions of one process."""
    ttl_s = int(IDLE.total_seconds())
    records = SharedRecords(hub.redis, "session", ttl_s, limit, BACKGROUND.start)
    return SharedSessions(Redactor, records, time.monotonic)


@pytest.fixture
async def here(redis: RedisServer) -> AsyncIterator[SharedSessions]:
    """One process's."""
    async with open_redis_hub(redis.url) as hub:
        yield sessions_on(hub)
    await BACKGROUND.stop()


@pytest.fixture
async def there(redis: RedisServer) -> AsyncIterator[SharedSessions]:
    """Another one's."""
    async with open_redis_hub(redis.url) as hub:
        yield sessions_on(hub)


@pytest.fixture
async def coaches(tmp_path: Path) -> AsyncIterator[Coaches]:
    """By the bundled playbook, without a model."""
    async with open_coaches(load(data_dir=tmp_path)) as opened:
        yield opened


async def say(
    sessions: SharedSessions, text: str, coaches: Coaches | None = None, **said: str
) -> str:
    """A customer's message in the session `chat` of Ben's; the id of its turn."""
    async with sessions.using("ben", "chat", NOON) as session:
        if coaches is None:
            return (await session.text.remember(Speaker.CUSTOMER, text)).turn_id
        return (await session.text.process(coaches, Speaker.CUSTOMER, text, said=said)).turn.turn_id


async def test_any_process_goes_on_with_a_session(
    here: SharedSessions, there: SharedSessions, coaches: Coaches
) -> None:
    """With its turns, its numbers of cards, its language and what is remembered of it."""
    await say(here, "C'est trop cher pour nous, Marie.", coaches, language="fr")
    assert await say(there, "Nous commençons en mars.", coaches) == "c2"
    assert await say(here, "Et le prix ?", coaches) == "c3"
    async with here.using("ben", "chat", NOON) as one, there.using("ben", "other", NOON) as new:
        assert [turn.turn_id for turn in one.text.conversation.turns] == ["c1", "c2", "c3"]
        assert one.text.suggestions >= 1
        assert one.text.coaching is None or one.text.coaching.language == "fr"
        assert one.text.known_language == "fr"
        assert one.text.memory
        assert new.text.conversation.turns == []


async def test_messages_of_a_session_come_one_after_the_other(
    here: SharedSessions, there: SharedSessions
) -> None:
    """Whichever process each comes to."""
    both = (here, there)
    ids = await asyncio.gather(*(say(both[n % 2], f"Message {n}.") for n in range(6)))
    assert sorted(ids) == [f"c{n}" for n in range(1, 7)]
    found = await there.find("ben", "chat")
    assert found
    assert sorted(turn.turn_id for turn in found.text.conversation.turns) == sorted(ids)


async def test_what_is_hidden_is_kept_nowhere_and_numbered_on(
    here: SharedSessions, there: SharedSessions, redis: RedisServer
) -> None:
    """Redis has no card number; another card at another process has another name."""
    await say(here, "My card is 4111 1111 1111 1111.")
    await say(there, "No, it is 5500 0000 0000 0004.")
    session = await here.find("ben", "chat")
    assert session
    assert [turn.text for turn in session.text.conversation.turns] == [
        "My card is [card 1].",
        "No, it is [card 2].",
    ]


async def test_sessions_are_listed_and_forgotten_everywhere(
    here: SharedSessions, there: SharedSessions
) -> None:
    """Of one key alone; one that was forgotten at one process begins anew at another."""
    await say(here, "Hello.")
    assert [one.session_id for one in await there.of("ben")] == ["chat"]
    assert await there.of("maria") == []
    assert await there.find("maria", "chat") is None
    assert not await there.delete("maria", "chat")
    assert await there.delete("ben", "chat")
    assert await here.find("ben", "chat") is None
    assert await here.of("ben") == []
    assert await say(here, "Hello again.") == "c1"


async def test_a_session_that_is_forgotten_during_a_message_stays_forgotten(
    here: SharedSessions, there: SharedSessions
) -> None:
    """The message is answered, and then nothing of it is kept."""
    async with here.using("ben", "chat", NOON) as session:
        forgetting = asyncio.create_task(there.delete("ben", "chat"))
        await asyncio.wait([forgetting], timeout=0.2)
        await session.text.remember(Speaker.CUSTOMER, "Hello.")
    assert await forgetting
    assert await there.find("ben", "chat") is None
    assert await say(here, "Hello again.") == "c1"


async def test_a_long_list_of_sessions_takes_turns_with_calls(redis: RedisServer) -> None:
    """Each of them is read in a turn of its own."""
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with open_redis_hub(redis.url) as hub:
        await say(sessions_on(hub), "So?")
        kept = await SharedRecords(hub.redis, "session", 60, 1, BACKGROUND.start).read(
            "ben", "chat"
        )

        class Many:
            async def all_of(self, _: str) -> list[bytes | None]:
                return [kept] * 100

        listed = SharedSessions(Redactor, Many(), time.monotonic)  # pyright: ignore[reportArgumentType]
        beside = asyncio.create_task(count())
        assert len(await listed.of("ben")) == 100
        beside.cancel()
    assert turns >= 100


async def test_the_one_used_longest_ago_goes_beyond_the_limit(redis: RedisServer) -> None:
    """Each key has so many at most, in Redis too."""
    async with open_redis_hub(redis.url) as hub:
        sessions = sessions_on(hub, limit=2)
        for after, name in enumerate("abc"):
            async with sessions.using("ben", name, NOON.replace(second=after)):
                pass
        assert [one.session_id for one in await sessions.of("ben")] == ["c", "b"]


async def test_a_session_goes_on_while_redis_is_away(
    here: SharedSessions, redis: RedisServer
) -> None:
    """In the process that has it; when Redis is back, it is kept for all."""
    await say(here, "One.")
    redis.stop()
    assert await say(here, "Two.") == "c2"
    assert [one.session_id for one in await here.of("ben")] == ["chat"]
    redis.start()
    assert await say(here, "Three.") == "c3"
    async with open_redis_hub(redis.url) as hub:
        assert await say(sessions_on(hub), "Four.") == "c4"


async def test_a_session_goes_on_where_redis_comes_back_empty(
    here: SharedSessions, there: SharedSessions, redis: RedisServer
) -> None:
    """As one that keeps nothing on a disk does: the process that has heard most knows it still."""
    await say(here, "One.")
    await say(there, "Two.")
    async with Redis.from_url(redis.url) as other:
        await other.execute_command("FLUSHALL")
    found = await there.find("ben", "chat")
    assert found
    assert len(found.text.conversation.turns) == 2
    assert await say(there, "Three.") == "c3"
    assert await say(here, "Four.") == "c4"
    assert await there.delete("ben", "chat")
    assert not await there.delete("ben", "chat")
    assert await here.find("ben", "chat") is None
    assert await say(here, "Anew.") == "c1"


async def test_a_session_that_can_not_be_read_is_not_left_locked(
    here: SharedSessions, there: SharedSessions, redis: RedisServer
) -> None:
    """Its message is answered by the process that has it, and the next one need not wait."""
    async with Redis.from_url(redis.url) as other:
        await other.execute_command("LPUSH", "callshadow:session:ben:chat", "no text")
        assert await say(here, "One.") == "c1"
        await other.execute_command("DEL", "callshadow:session:ben:chat")
    async with asyncio.timeout(20):
        assert await say(there, "Two.") == "c1"


async def test_who_gives_up_waiting_for_a_session_leaves_no_lock(
    here: SharedSessions, there: SharedSessions
) -> None:
    """A client that hangs up, wherever its message is by then."""
    async with here.using("ben", "chat", NOON):
        waiting = asyncio.create_task(say(there, "One."))
        await asyncio.wait([waiting], timeout=0.1)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with asyncio.timeout(20):
        assert await say(there, "Two.") == "c1"
