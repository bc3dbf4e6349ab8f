"""Supervisor's wall over REST and server-sent events: who sees it, and what it tells when."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from conversation.events.event import CallEvent, EventType
from conversation.wall.picture import CallPicture
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from server.auth.teams import Teams
from server.wall.board import WallBoard
from server.wall.rows import row_maker
from settings import load
from stores.log.event_log import open_event_log
from tests.logged import logged
from tests.payloads import raw
from tests.server.stage import ADA, API_KEYS, BEN, MARIAS, SAM, START, ManualClock, served

MISSED = {
    "obligation_id": "recording",
    "title": "Say that it is recorded",
    "must": "say",
    "state": "missed",
    "deadline_ms": None,
    "evidence": [],
}
Messages = AsyncGenerator[dict[str, Any], None]


@dataclass
class Stage:
    """A log and a hub whose clock stands still, and a wall of them; one call goes on."""

    events: EventStream
    clock: ManualClock
    board: WallBoard

    async def tell(self, call_id: str, kind: EventType, **data: Any) -> None:
        """Let something happen in a call."""
        await self.events.publish(call_id, raw(kind, data))

    async def start(self, call_id: str, source: str = "text", **parameters: str) -> None:
        """Begin a call."""
        await self.tell(call_id, EventType.CALL_STARTED, source=source, parameters=parameters)

    async def coming(self, messages: Messages) -> dict[str, Any]:
        """The next message: time passes until it comes."""
        waiting = asyncio.ensure_future(anext(messages))
        while not waiting.done():
            self.clock.advance(0.01)
            await asyncio.sleep(0)
        return waiting.result()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The stage of a test."""
    users = tmp_path / "users.yaml"
    users.write_text("maria@example.com: {role: agent, agent_id: maria, teams: [north, sales]}\n")
    signing_in = {"oidc_issuer": "https://id.example.com", "oidc_client_id": "x"}
    teams = Teams(load(data_dir=tmp_path, oidc_users=users, **signing_in))
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        hub, clock = Hub(), ManualClock()
        board = WallBoard(log, hub, clock, teams)
        found = Stage(EventStream(log, hub, clock), clock, board)
        await found.start(MARIAS, agent_id="maria")
        yield found


def risks(message: dict[str, Any]) -> dict[str, int]:
    """The scores of a message's rows."""
    return {row["call_id"]: row["risk"]["score"] for row in message["rows"]}


async def test_a_viewer_gets_the_whole_and_then_what_changes(stage: Stage) -> None:
    """A call that begins, one whose risk rises, and one that ends; each by itself."""
    async with aclosing(stage.board.watch()) as messages:
        first = await anext(messages)
        assert (first["whole"], risks(first)) == (True, {MARIAS: 0})
        await stage.start("CA-new", agent_id="ben")
        second = await stage.coming(messages)
        assert (second["whole"], risks(second)) == (False, {"CA-new": 0})
        await stage.tell(MARIAS, EventType.OBLIGATION_UPDATED, **MISSED)
        assert risks(await stage.coming(messages)) == {MARIAS: 20}
        await stage.tell(MARIAS, EventType.CALL_ENDED, reason="hangup", duration_ms=1)
        last = await stage.coming(messages)
        assert (last["rows"], last["gone"]) == ([], [MARIAS])


async def test_a_turn_that_changes_no_row_tells_nobody(stage: Stage) -> None:
    """Words alone are no news for the wall; what comes next is the next change."""
    turn = {"turn_id": "t1", "speaker": "agent", "text": "Hi.", "start_ms": 0, "end_ms": 900}
    async with aclosing(stage.board.watch()) as messages:
        await anext(messages)
        await stage.tell(MARIAS, EventType.TURN_FINAL, **turn)
        await stage.start("CA-new")
        assert list(risks(await stage.coming(messages))) == ["CA-new"]


async def test_time_alone_raises_a_risk(stage: Stage) -> None:
    """Dead air comes without an event."""
    async with aclosing(stage.board.watch()) as messages:
        await anext(messages)
        await stage.start("CA-phone", source="twilio")
        seen = [risks(await stage.coming(messages))["CA-phone"] for _ in range(3)]
        assert sorted(set(seen)) == seen
        assert seen[-1] > 0


async def test_a_slow_viewer_gets_the_newest_alone(stage: Stage) -> None:
    """What changes twice before it is read is told once, as it is by then."""
    async with aclosing(stage.board.watch()) as slow, aclosing(stage.board.watch()) as quick:
        await anext(slow)
        await anext(quick)
        for state in ("open", "missed"):
            told = MISSED | {"state": state, "deadline_ms": 0}
            await stage.tell(MARIAS, EventType.OBLIGATION_UPDATED, **told)
            await stage.coming(quick)
        assert risks(await stage.coming(slow)) == {MARIAS: 20}


async def test_who_missed_events_reads_the_calls_again(stage: Stage) -> None:
    """A call that began unheard is there again, and the one that ended is gone."""
    async with aclosing(stage.board.watch()) as messages:
        await anext(messages)
        hub = stage.board._hub  # pyright: ignore[reportPrivateUsage]
        hub._resync()  # pyright: ignore[reportPrivateUsage]
        await stage.start("CA-unheard")
        assert list(risks(await stage.coming(messages))) == ["CA-unheard"]


async def test_teams_are_those_of_the_call_and_of_the_file(stage: Stage) -> None:
    """The parameter `team` first; then what `OIDC_USERS` says of the agent."""
    async with aclosing(stage.board.watch()) as messages:
        assert (await anext(messages))["rows"][0]["teams"] == ["north", "sales"]
        await stage.start("CA-night", team="night")
        (row,) = (await stage.coming(messages))["rows"]
        assert row["teams"] == ["night"]


async def test_a_viewer_is_told_of_what_they_may_see_alone(stage: Stage) -> None:
    """Not even that another's call has ended; one that is handed to others is gone."""
    north = stage.board.watch(lambda row: "north" in row["teams"])
    async with aclosing(north) as messages:
        assert list(risks(await anext(messages))) == [MARIAS]
        await stage.start("CA-south", team="south")
        await stage.start("CA-north", team="north")
        assert list(risks(await stage.coming(messages))) == ["CA-north"]
        await stage.tell("CA-south", EventType.CALL_ENDED, reason="hangup", duration_ms=1)
        handed = {"agent_id": "ben", "from_agent_id": "maria", "by": "ada"}
        await stage.tell(MARIAS, EventType.CALL_TRANSFERRED, **handed)
        last = await stage.coming(messages)
        assert (last["rows"], last["gone"]) == ([], [MARIAS])


async def test_an_event_that_cannot_be_read_takes_nothing_from_the_others(stage: Stage) -> None:
    """One of another version, say: its call stands as it was, and goes on with the next."""
    await stage.start("CA-odd")
    await stage.tell("CA-odd", EventType.MEMORY_UPDATED, sentiment=-0.9)
    async with aclosing(stage.board.watch()) as messages:
        before = risks(await anext(messages))
        assert set(before) == {MARIAS, "CA-odd"}
        await stage.tell("CA-odd", EventType.OBLIGATION_UPDATED, state="of another version")
        await stage.tell("CA-odd", EventType.OBLIGATION_UPDATED, **MISSED)
        assert risks(await stage.coming(messages))["CA-odd"] > before["CA-odd"]
        card = {"suggestion_id": "s1", "headline": "Say it", "priority": "high"}  # and no more
        await stage.tell("CA-odd", EventType.SUGGESTION_FINAL, **card)
        stage.clock.advance(100)
        await stage.start("CA-new")
        while "CA-new" not in risks(await stage.coming(messages)):
            pass


UNREADABLE = (
    {"suggestion_id": "s1", "headline": None, "priority": "high"},
    {"suggestion_id": "s1", "headline": "Say it", "priority": "of another version"},
)
"""Cards of which no row can be told, or made."""


@pytest.mark.parametrize("card", UNREADABLE)
async def test_a_call_whose_row_cannot_be_made_is_on_the_wall_all_the_same(
    stage: Stage, card: dict[str, Any]
) -> None:
    """Who and since when, and that the figures are not known; the log says it once.

    Its risk is the last that was known, and it is gone when the call ends.
    """
    await stage.start("CA-odd", agent_id="maria", customer_name="Daniel")
    await stage.tell("CA-odd", EventType.SUGGESTION_FINAL, **card)
    with logged("ERROR") as told:
        async with aclosing(stage.board.watch()) as messages:
            (odd,) = (row for row in (await anext(messages))["rows"] if row["call_id"] == "CA-odd")
            assert (odd["figures_known"], odd["card"], odd["risk"]["score"]) == (False, None, 0)
            assert (odd["agent_id"], odd["customer"]) == ("maria", "Daniel")
            assert odd["teams"] == ["north", "sales"]
            assert odd["started_at"]
            await stage.tell(MARIAS, EventType.OBLIGATION_UPDATED, **MISSED)
            assert risks(await stage.coming(messages)) == {MARIAS: 20}
            await stage.tell(MARIAS, EventType.SUGGESTION_FINAL, **card)
            (row,) = (await stage.coming(messages))["rows"]
            assert (row["figures_known"], row["risk"]["score"]) == (False, 20)
            await stage.tell("CA-odd", EventType.CALL_ENDED, reason="hangup", duration_ms=1)
            assert (await stage.coming(messages))["gone"] == ["CA-odd"]
    assert [line.split()[-5] for line in told] == ["CA-odd", MARIAS]


async def test_parameters_of_another_shape_are_none(stage: Stage) -> None:
    """Its call has a row, of nobody."""
    await stage.tell("CA-odd", EventType.CALL_STARTED, source="text", parameters=["maria"])
    async with aclosing(stage.board.watch()) as messages:
        rows = {row["call_id"]: row for row in (await anext(messages))["rows"]}
        assert (rows["CA-odd"]["agent_id"], rows["CA-odd"]["figures_known"]) == (None, True)


async def test_supervisors_read_the_wall(tmp_path: Path) -> None:
    """An agent's key sees the agent's own calls, and so no wall; each look is audited.

    The stream is one of server-sent events, and the whole wall comes first.
    """
    async with served(tmp_path, api_keys=API_KEYS) as server:
        for key, status in ((BEN, 403), (SAM, 200), (None, 401)):
            async with server.ask(key) as client:
                answer = await client.get("/api/wall")
                assert answer.status_code == status
        async with server.ask(ADA) as client:
            rows = (await client.get("/api/wall")).json()["rows"]
            assert MARIAS in [row["call_id"] for row in rows]
            audit = (await client.get("/api/audit")).json()
            assert {(one["actor"], one["action"]) for one in audit} == {
                ("sam", "look.wall"),
                ("ada", "look.wall"),
            }
            async with client.stream("GET", "/api/wall/live") as stream:
                assert stream.headers["content-type"].startswith("text/event-stream")
                line = await anext(stream.aiter_lines())
                assert orjson.loads(line.removeprefix("data: "))["whole"] is True


def test_a_row_has_the_way_into_its_call_by_the_phone_system() -> None:
    """The template of the settings, filled in; none where there is no template."""
    data = {"source": "twilio", "parameters": {"agent_id": "maria"}}
    started = CallEvent("CA1", EventType.CALL_STARTED, START, data)
    call = CallPicture("CA1")
    call.take(started.numbered(1))
    teams = Teams(load())
    for template, address in (
        ("sip:{agent}@pbx.example?call={call_id}", "sip:maria@pbx.example?call=CA1"),
        (None, None),
    ):
        assert row_maker(teams, template)(call, START)["join_url"] == address
