"""Call policy: which calls a caller may see, and what is asked of the log to say so."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from conversation.events.event import CallEvent, EventType
from server.auth.caller import Caller
from server.auth.policy import CallPolicy, Decision, decide, scope_of
from server.auth.teams import Teams
from server.errors import ApiError
from settings import load
from settings.api_keys import Role
from stores.log.records import CallRecord
from tests.server.stage import (
    API_KEYS,
    BENS,
    MARIA,
    MARIAS,
    START,
    UNKNOWN,
    end_call,
    make_runtime,
    refused,
    served,
    start_call,
)

BY_MARIA = Caller("maria", Role.AGENT)
BY_SAM = Caller("sam", Role.SUPERVISOR)
NO_TEAMS = Teams(load())
ANYBODY = Caller(None, Role.ADMIN)
TOKEN_OF_BENS = Caller("maria", Role.AGENT, call_id=BENS)
MADE_BY_BEN = Caller("ben", Role.AGENT, call_id=BENS, issuing_agent="ben")
ADMINS_TOKEN_OF_BENS = Caller("sam", Role.ADMIN, call_id=BENS)


@pytest.fixture
async def policy(tmp_path: Path) -> AsyncIterator[CallPolicy]:
    """The policy for a log with a call of Maria's and one of Ben's."""
    async with make_runtime(tmp_path) as runtime:
        await start_call(runtime, MARIAS, "maria")
        await start_call(runtime, BENS, "ben")
        yield CallPolicy(runtime.log, NO_TEAMS)


def _record(call_id: str, agent_id: str | None) -> CallRecord:
    started = CallEvent(call_id, EventType.CALL_STARTED, START, {"source": "text"})
    return replace(CallRecord.started(started, owner=1), agent_id=agent_id)


@pytest.mark.parametrize(
    ("caller", "sees"),
    [
        (BY_MARIA, (True, False, False)),
        (BY_SAM, (True, True, True)),
        (ANYBODY, (True, True, True)),
        (TOKEN_OF_BENS, (False, True, False)),
        (ADMINS_TOKEN_OF_BENS, (False, True, False)),
        (MADE_BY_BEN, (False, True, False)),
        (replace(MADE_BY_BEN, call_id=MARIAS), (False, False, False)),
    ],
)
def test_who_may_see_which_call(caller: Caller, sees: tuple[bool, bool, bool]) -> None:
    """An agent's key opens the agent's calls, other keys all, a token its one call alone."""
    calls = ((MARIAS, "maria"), (BENS, "ben"), ("CA-nobody", None))
    scope = scope_of(caller, NO_TEAMS)
    decisions = [decide(caller, call, _record(call, agent), scope) for call, agent in calls]
    assert Decision.UNDECIDED not in decisions
    assert tuple(decision is Decision.GRANTED for decision in decisions) == sees


@pytest.mark.parametrize(
    ("caller", "decision"),
    [
        (BY_MARIA, Decision.UNDECIDED),
        (BY_SAM, Decision.GRANTED),
        (ANYBODY, Decision.GRANTED),
        (TOKEN_OF_BENS, Decision.DENIED),
        (Caller("maria", Role.AGENT, call_id=UNKNOWN), Decision.GRANTED),
    ],
)
def test_only_an_agents_key_waits_for_the_record(caller: Caller, decision: Decision) -> None:
    """Without a record, it is not known whose call it is; nobody else's right depends on that."""
    assert decide(caller, UNKNOWN, None, scope_of(caller, NO_TEAMS)) is decision


@pytest.mark.parametrize(
    ("caller", "call_id", "answer"),
    [
        (BY_MARIA, MARIAS, MARIAS),
        (BY_MARIA, BENS, (403, "call_forbidden")),
        (BY_MARIA, UNKNOWN, (404, "call_not_found")),
        (BY_SAM, UNKNOWN, (404, "call_not_found")),
        (TOKEN_OF_BENS, BENS, BENS),
        (TOKEN_OF_BENS, UNKNOWN, (403, "call_forbidden")),
    ],
)
async def test_a_record_is_for_those_who_may_see_it(
    policy: CallPolicy, caller: Caller, call_id: str, answer: object
) -> None:
    """403 for a call that is not theirs, before 404: a token tells nothing of other calls."""
    assert await _answer(policy, caller, call_id) == answer


async def _answer(policy: CallPolicy, caller: Caller, call_id: str) -> object:
    try:
        return (await policy.record(caller, call_id)).call_id
    except ApiError as error:
        return error.status, error.code


async def test_a_call_that_has_not_started_may_be_waited_for(policy: CallPolicy) -> None:
    """An agent's key is let in and sees nothing yet; one that may see all calls sees this one."""
    assert await policy.may_see(BY_MARIA, UNKNOWN) is False
    assert await policy.may_see(BY_SAM, UNKNOWN) is True
    assert await policy.may_see(BY_MARIA, MARIAS) is True
    with pytest.raises(ApiError, match="does not open the call"):
        await policy.may_see(BY_MARIA, BENS)


async def test_a_call_is_brought_in_by_those_who_may_see_it(policy: CallPolicy) -> None:
    """A new call is anybody's to bring in; one that is there, only theirs who may see it."""
    for caller in (BY_MARIA, BY_SAM, TOKEN_OF_BENS):
        await policy.check_bring_in(caller, UNKNOWN)
    await policy.check_bring_in(BY_MARIA, MARIAS)
    with pytest.raises(ApiError, match="does not open the call"):
        await policy.check_bring_in(BY_MARIA, BENS)


async def test_nobody_takes_over_a_call_by_bringing_it_in(tmp_path: Path) -> None:
    """An agent's segments or recordings for another agent's call are 403; for a new one they pass.

    The call would go on as theirs, with all that was said in it.
    """
    async with served(tmp_path, api_keys=API_KEYS) as server:
        await end_call(server.runtime, BENS)
        ingest = f"ws://127.0.0.1:{server.port}/api/ingest"
        headers = {"Authorization": f"Bearer {MARIA}"}
        refusal = await refused(
            connect(f"{ingest}/{BENS}", additional_headers=headers, proxy=None), protocol=None
        )
        assert refusal
        assert refusal.status_code == 403
        files = {"customer": b"", "agent": b""}
        async with server.ask(MARIA) as client:
            answer = await client.post(f"/api/calls/{BENS}/audio", files=files)
            assert answer.status_code == 403
        segment = '{"speaker": "customer", "text": "Hello there."}'
        async with connect(f"{ingest}/CA-new", additional_headers=headers, proxy=None) as socket:
            await socket.send(segment)
            await socket.send('{"type": "end"}')
            await socket.wait_closed()
        async with server.ask(MARIA) as client:
            listed = (await client.get("/api/calls")).json()
            assert {call["call_id"] for call in listed} == {MARIAS, "CA-new"}
