"""Calls over real sockets to a Deepgram that refuses, closes or breaks, in virtual time."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from peers.deepgram_socket import Fault
from services.stt.connection import SttConnection
from services.stt.deepgram.connection import listening
from services.stt.deepgram.flux import flux_listening
from services.stt.deepgram.provider import Listening
from services.stt.deepgram.query import Query
from tests.logged import logged
from tests.services.spoken_call import Call, lost_s, wrong
from tests.services.test_deepgram_outages import QUERY, heard, talk
from tests.services.test_flux import QUERY as FLUX_QUERY
from tests.virtual_time import AT_ONCE

pytestmark = AT_ONCE

TURNS = talk(8)  # some 30 s
BACK_S = 21.0
POLICY = Fault(closes=(1008, "DATA-0000 policy"))
FATAL = Fault(error=json.dumps({"type": "Error", "code": "INTERNAL_SERVER_ERROR"}))
LIMIT = Fault(status=429)
FAULTS = [
    (POLICY, "stt_refused", "closed with 1008 (DATA-0000)"),
    (Fault(closes=(1011, "")), "stt_unreachable", "closed with 1011"),
    (Fault(closes=(4000, "")), "stt_refused", "closed with 4000"),
    (Fault(closes=(1000, "")), "stt_unreachable", "closed with 1000"),
    (FATAL, "stt_unreachable", "an Error message, INTERNAL_SERVER_ERROR"),
    (LIMIT, "stt_limit", "HTTP 429, no code"),
    (Fault(status=503), "stt_unreachable", "HTTP 503, no code"),
]
"""Each with the code of the status, and the cause in the log."""
NOVA: tuple[Listening, Query] = (listening, QUERY)
FLUX: tuple[Listening, Query] = (flux_listening, FLUX_QUERY)


class Tries:
    """A `Listening` that keeps when each party's tries began, and when they were over."""

    def __init__(self, listen: Listening):
        self._spans = defaultdict[object, list[tuple[float, float]]](list)
        self._listen = listen

    @asynccontextmanager
    async def __call__(self, url: str, key: str, query: Query) -> AsyncIterator[SttConnection]:
        began_s, party = _now(), asyncio.current_task()
        try:
            async with self._listen(url, key, query) as connection:
                yield connection
        finally:
            self._spans[party].append((began_s, _now()))

    @property
    def began(self) -> list[list[float]]:
        """When each party's tries began."""
        return [[began_s for began_s, _ in spans] for spans in self._spans.values()]

    @property
    def waits(self) -> list[list[float]]:
        """How long each party waited between two of them."""
        return [
            [later - ended for (_, ended), (later, _) in pairwise(spans)]
            for spans in self._spans.values()
        ]


def _now() -> float:
    return asyncio.get_running_loop().time()


def first_statuses(call: Call) -> dict[Speaker, tuple[str, float]]:
    """What each party's agent was told first, and when."""
    found: dict[Speaker, tuple[str, float]] = {}
    for status, at_s in zip(call.statuses, call.status_at, strict=True):
        found.setdefault(Speaker(str(status.speaker)), (status.code, at_s))
    return found


@pytest.mark.parametrize(("listen", "query"), [NOVA, FLUX], ids=["nova", "flux"])
@pytest.mark.parametrize(("fault", "code", "cause"), FAULTS, ids=[one[2] for one in FAULTS])
async def test_one_that_refuses_from_the_start_is_asked_seldom_and_told_once(
    fault: Fault, code: str, cause: str, listen: Listening, query: Query
):
    """Its cause within 2 s to the agent and once to the log; no word is lost when it is back."""
    tries = Tries(listen)
    with logged("INFO") as lines:
        call = await heard(TURNS, {0: fault, BACK_S: None}, listen=tries, query=query)
    assert list(wrong(TURNS, call)) == []
    assert len(call.told) == len(TURNS)
    told = first_statuses(call)
    assert [one for one, _ in told.values()] == [code] * 2
    assert max(at_s for _, at_s in told.values()) <= 2
    codes = defaultdict[str, int](int)
    for status in call.statuses:
        codes[status.code] += 1
    assert codes == {code: 2, StatusCode.STT_RECOVERED: 2}
    away = [sum(at_s < BACK_S for at_s in began) for began in tries.began]
    assert max(away) <= 14
    first, *between, last = lines
    assert first.strip() == f"speech recognition: no connection to Deepgram: {code}: {cause}"
    assert last.startswith("speech recognition: Deepgram hears again; connections that failed: ")
    assert len(between) <= 1  # the one that was open when it came back broke off


@pytest.mark.parametrize("fault", [POLICY, FATAL, LIMIT], ids=["closes", "error", "429"])
async def test_it_is_asked_again_within_300_ms_and_then_ever_less_often(fault: Fault):
    """The end of the call is no storm either."""
    tries = Tries(listening)
    call = await heard(TURNS, {0: fault}, listen=tries)
    assert min(lost_s(call, speaker) for speaker in Speaker) > 0
    over_s = TURNS[-1].end_ms / 1000 + 1
    for began, waits in zip(tries.began, tries.waits, strict=True):
        assert waits[0] <= 0.3
        assert min(waits[4:10]) >= 1.5
        assert sum(at_s > over_s for at_s in began) <= 8


@pytest.mark.parametrize(
    ("asked", "least_s"),
    [
        ("3", 3.0),
        ("Mon, 30 Nov 2026 08:00:04 GMT", 4.0),
        ("86400", 30.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("nan", 0.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_obeyed_within_bounds(asked: str, least_s: float, status: int):
    """In seconds or as a date; not for longer than half of what is kept."""
    headers = {"Retry-After": asked, "Date": "Mon, 30 Nov 2026 08:00:00 GMT"}
    tries = Tries(listening)
    call = await heard(talk(20), {0: Fault(status=status, headers=headers)}, listen=tries)
    assert call.told == []
    for waits in tries.waits:
        assert min(waits) >= least_s
        assert waits[0] <= max(0.3, 1.15 * least_s)


async def test_a_close_after_a_healthy_minute_is_asked_again_within_300_ms():
    """What failed before it is forgotten, and the agent is told that it reconnects."""
    turns = talk(22)  # some 80 s
    tries = Tries(listening)
    call = await heard(turns, {0: POLICY, 3.0: None, 70.0: None}, listen=tries)
    assert list(wrong(turns, call)) == []
    for began in tries.began:
        (again_s,) = [at_s for at_s in began if at_s > 65]
        assert again_s <= 70.3
    codes = [status.code for status in call.statuses if status.code is not StatusCode.STT_RECOVERED]
    assert sorted(codes) == sorted(["stt_refused"] * 2 + ["stt_reconnecting"] * 2)


@pytest.mark.parametrize(("listen", "query"), [NOVA, FLUX], ids=["nova", "flux"])
async def test_one_that_comes_and_goes_for_a_minute_is_one_trouble(listen: Listening, query: Query):
    """Up for two seconds at a time: no word lost, a status each way, and a few lines of the log."""
    flapping = Fault(cut_after_s=2, closes=(1011, ""))
    turns = talk(24)
    with logged("INFO") as lines:
        call = await heard(turns, {5: flapping, 65: None}, listen=listen, query=query)
    assert list(wrong(turns, call)) == []
    assert len(call.told) == len(turns)
    codes = sorted(status.code for status in call.statuses)
    assert codes == ["stt_reconnecting"] * 2 + ["stt_recovered"] * 2
    assert len(lines) <= 4


async def test_a_handshake_without_an_answer_is_told_within_two_seconds():
    """Long before it has failed; what is said meanwhile comes when there is one."""
    tries = Tries(stalling(listening, until_s=9.0))
    call = await heard(TURNS, {}, listen=tries)
    assert list(wrong(TURNS, call)) == []
    told = first_statuses(call)
    assert [one for one, _ in told.values()] == ["stt_unreachable"] * 2
    assert max(at_s for _, at_s in told.values()) <= 2
    assert "has given no answer yet" in call.statuses[0].detail
    assert [status.code for status in call.statuses[2:]] == ["stt_recovered"] * 2


def stalling(listen: Listening, *, until_s: float) -> Listening:
    """A `Listening` whose handshakes take until then."""

    @asynccontextmanager
    async def connect(url: str, key: str, query: Query) -> AsyncIterator[SttConnection]:
        await asyncio.sleep(max(0.0, until_s - _now()))
        async with listen(url, key, query) as connection:
            yield connection

    return connect


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404])
async def test_one_that_refuses_for_good_is_asked_now_and_then(status: int):
    """A key may be put right in mid-call: what is said meanwhile comes then."""
    tries = Tries(listening)
    call = await heard(talk(12), {0: Fault(status=status), BACK_S: None}, listen=tries)
    assert list(wrong(talk(12), call)) == []
    assert len(call.told) == 12
    states = [status.state.value for status in call.statuses]
    assert states == ["down"] * 2 + ["ok"] * 2
    assert max(call.status_at[:2]) <= 2
    assert all(sum(at_s < BACK_S for at_s in began) <= 6 for began in tries.began)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404])
async def test_one_that_has_heard_and_then_refuses_is_asked_again(status: int):
    """The same key was good a moment ago; what is said meanwhile comes when it is again."""
    call = await heard(TURNS, {8.0: Fault(status=status), 17.0: None})
    assert list(wrong(TURNS, call)) == []
    assert len(call.told) == len(TURNS)
    assert {status.state.value for status in call.statuses} == {"degraded", "ok"}
    assert call.statuses[-1].code is StatusCode.STT_RECOVERED
    assert [one for one in call.statuses if one.detail.count("; it is tried again; what is said")]
