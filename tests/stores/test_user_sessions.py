"""User sessions, sign-ins and keys in both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from settings.api_keys import ApiKey, Role, digest_of
from stores.access.key_store import KeyConflictError
from stores.access.user_sessions import SignInAttempt, UserSession
from stores.log.event_log import EventLog
from tests.stores.events import NOON

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ATTEMPT = SignInAttempt("state", "browser", "nonce", "verifier", "/", NOON + MINUTE)


def a_session(session_id: str, **fields: object) -> UserSession:
    """A session that begins at noon and ends at two."""
    times = {"began_at": NOON, "seen_at": NOON, "ends_at": NOON + 2 * HOUR}
    made = UserSession(session_id, "maria", Role.AGENT, ("north",), "Maria", "token", **times)
    return replace(made, **fields)  # pyright: ignore[reportArgumentType]


async def test_a_session_lives_while_it_is_used_and_not_beyond_its_end(log: EventLog) -> None:
    """As another process would find it, to the minute; a browser has one."""
    sessions = log.user_sessions
    await sessions.begin(a_session("a"))
    assert list(await sessions.used(["a", "b"], NOON, HOUR)) == [a_session("a")]
    later = NOON + 59 * MINUTE
    await sessions.used(["a"], later, HOUR)
    (found,) = await sessions.all(later + 59 * MINUTE, HOUR)
    assert found.seen_at == later
    assert not await sessions.used(["a"], later + 61 * MINUTE, HOUR)
    assert not await sessions.all(NOON + 2 * HOUR, timedelta(hours=9))
    await sessions.begin(a_session("b"), instead_of="a")
    assert [one.session_id for one in await sessions.all(NOON, HOUR)] == ["b"]
    assert await sessions.end("b")
    assert not await sessions.end("b")


async def test_what_has_ended_is_forgotten_without_a_sign_in(log: EventLog) -> None:
    """At its end, or when it was idle for too long; who is signed in stays."""
    sessions = log.user_sessions
    for name, fields in (
        ("over", {"ends_at": NOON + HOUR, "seen_at": NOON + HOUR}),
        ("idle", {}),
        ("used", {"seen_at": NOON + HOUR}),
    ):
        await sessions.begin(a_session(name, **fields))
    assert await sessions.forget_ended(NOON + HOUR, HOUR) == 2
    assert [one.session_id for one in await sessions.all(NOON, HOUR)] == ["used"]


async def test_a_sign_in_is_given_once(log: EventLog) -> None:
    """Though two answers come at once; and neither after its time, nor is it kept then."""
    sessions = log.user_sessions
    await sessions.keep_attempt(ATTEMPT, NOON, HOUR)
    taken = await asyncio.gather(*(sessions.take_attempt("state", NOON) for _ in range(4)))
    assert [one for one in taken if one] == [ATTEMPT]
    await sessions.keep_attempt(ATTEMPT, NOON, HOUR)
    assert await sessions.take_attempt("state", NOON + MINUTE) is None
    await sessions.keep_attempt(replace(ATTEMPT, state="next"), NOON + MINUTE, HOUR)
    await sessions.keep_attempt(ATTEMPT, NOON + MINUTE, HOUR)


async def test_a_key_counts_until_it_is_revoked(log: EventLog) -> None:
    """Its name may be given again, the key itself never."""
    keys, key = log.keys, ApiKey("maria", Role.AGENT, digest_of("a"))
    await keys.add(key, "ada", NOON)
    for again in (key, replace(key, name="ben"), replace(key, digest=digest_of("b"))):
        with pytest.raises(KeyConflictError):
            await keys.add(again, "ada", NOON)
    assert await keys.revoke("maria", "sam", NOON)
    assert not await keys.revoke("maria", "sam", NOON)
    with pytest.raises(KeyConflictError, match="given out before"):
        await keys.add(key, "ada", NOON)
    await keys.add(replace(key, digest=digest_of("b")), "ada", NOON + MINUTE)
    first, second = await keys.all()
    assert (first.key, first.added_by, first.revoked_by) == (key, "ada", "sam")
    assert second.revoked_at is None
