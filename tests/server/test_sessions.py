"""Conversations in text that are remembered for a while, with the time passed in."""

from datetime import UTC, datetime, timedelta

from conversation.privacy.redaction import Redactor
from pipeline.text_session import TextSession
from server.text.sessions import IDLE, Session, Sessions

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


class Office:
    """Sessions, and how long they have been open."""

    def __init__(self, limit: int = 100) -> None:
        """Open now."""
        self.passed = timedelta(0)
        monotonic = lambda: 7.0 + self.passed.total_seconds()  # noqa: E731
        self.sessions = Sessions(lambda n: TextSession(Redactor(), name=n), monotonic, limit)

    def use(self, owner: str | None, name: str, after: timedelta = timedelta(0)) -> Session:
        """Speak in a session, so long after the opening."""
        self.passed = after
        return self.sessions.use(owner, name, NOON + after)

    async def find(self, owner: str | None, name: str, after: timedelta) -> Session | None:
        """Look at a session."""
        self.passed = after
        return await self.sessions.find(owner, name)

    async def names(self, owner: str | None) -> list[str]:
        """Those of an owner."""
        return [session.session_id for session in await self.sessions.of(owner)]


async def test_a_session_is_the_same_one_until_it_was_idle_for_thirty_minutes() -> None:
    """Each use gives it another half an hour; then the same name begins a new one."""
    assert timedelta(minutes=30) == IDLE
    office = Office()
    first, last = office.use("ben", "chat"), IDLE - MOMENT
    assert office.use("ben", "chat", last) is first
    assert first.expires_at == NOON + last + IDLE
    assert await office.find("ben", "chat", last + last) is first
    again = office.use("ben", "chat", last + IDLE)
    assert again is not first
    assert again.text.conversation.turns == []
    assert again.started_at == first.expires_at


async def test_looking_does_not_keep_a_session_alive() -> None:
    """Only a message counts as use."""
    office = Office()
    office.use("ben", "chat")
    assert await office.find("ben", "chat", IDLE - MOMENT)
    assert await office.names("ben") == ["chat"]
    assert await office.find("ben", "chat", IDLE) is None
    assert await office.names("ben") == []


async def test_a_clock_that_is_set_ends_no_session() -> None:
    """As after a machine's sleep, or by time servers; and none is remembered for longer."""
    office = Office()
    first = office.sessions.use("ben", "chat", NOON)
    office.passed = MOMENT
    assert office.sessions.use("ben", "chat", NOON + timedelta(days=365)) is first
    assert office.sessions.use("ben", "chat", NOON - timedelta(days=365)) is first
    assert await office.find("ben", "chat", MOMENT + IDLE) is None


async def test_the_last_used_comes_first() -> None:
    """The list is in the order of use, of the owner's sessions alone."""
    office = Office()
    for after_s, (owner, name) in enumerate(
        [("ben", "one"), ("maria", "two"), ("ben", "three"), ("ben", "one")]
    ):
        office.use(owner, name, timedelta(seconds=after_s))
    assert await office.names("ben") == ["one", "three"]
    assert await office.names("maria") == ["two"]
    assert await office.names(None) == []


async def test_owners_do_not_share_a_name() -> None:
    """The same name of another key is another session, and cannot be found or deleted by it."""
    sessions = Office().sessions
    bens = sessions.use("ben", "chat", NOON)
    assert await sessions.find("maria", "chat") is None
    assert not await sessions.delete("maria", "chat")
    assert sessions.use("maria", "chat", NOON) is not bens
    assert await sessions.delete("ben", "chat")
    assert not await sessions.delete("ben", "chat")
    assert await sessions.find("ben", "chat") is None
    assert await sessions.find("maria", "chat")


async def test_memory_is_bounded() -> None:
    """With too many sessions the one that was not used for longest is forgotten."""
    office = Office(limit=2)
    for after_s, name in enumerate(["a", "b", "a", "c"]):
        office.use(None, name, timedelta(seconds=after_s))
    assert await office.names(None) == ["c", "a"]
