import asyncio
import json
from typing import Any

import pytest
from starlette.websockets import WebSocket, WebSocketState

from conversation.coaching.attention import Verbosity
from conversation.events.event import EventType
from conversation.events.payloads import CallStarted
from pipeline.runtime import Runtime
from server.refusal_log import RefusalLog
from server.routes.media import answer
from tests.pipeline.stage import log_of, make_runtime, script, settle

pytestmark = pytest.mark.looptime


class Stream:
    """An accepted media stream: `say` sends a message, `closed` is the code it was closed with."""

    def __init__(self) -> None:
        self.closed: int | None = None
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.websocket = WebSocket({"type": "websocket"}, self._messages.get, self._send)
        self.websocket.client_state = WebSocketState.CONNECTED
        self.websocket.application_state = WebSocketState.CONNECTED

    def say(self, **message: Any) -> None:
        self._messages.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    def start(self, call_id: str = "CA1", **parameters: str) -> None:
        self.say(event="connected")
        start = {"callSid": call_id, "streamSid": "MZ1", "customParameters": parameters}
        self.say(event="start", start=start)

    def leave(self) -> None:
        self._messages.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def _send(self, message: Any) -> None:
        assert message["type"] == "websocket.close", "something was sent back into the call"
        self.closed = message["code"]


@pytest.fixture
async def runtime() -> Runtime:
    return make_runtime(script())


async def hear(runtime: Runtime, stream: Stream, *, paced: bool = False) -> None:
    await answer(runtime, stream.websocket, RefusalLog(), paced=paced)


def begun(playbook: str) -> CallStarted:
    """The start of a call that names a playbook."""
    return CallStarted(
        source="twilio",
        participants=[],
        parameters={"playbook": playbook},
        playbook={},
        stt="recorded",
        coach="playbook",
        verbosity=Verbosity.NORMAL,
        account=None,
        language="en",
    )


def ends(runtime: Runtime, call_id: str = "CA1") -> list[str]:
    return [event.data["reason"] for event in log_of(runtime).of(call_id, EventType.CALL_ENDED)]


async def test_a_stream_is_a_call_until_it_stops(runtime: Runtime):
    """Started with what the stream says of itself, ended with a hang-up, and closed as normal."""
    stream = Stream()
    stream.start(agent_id="maria", source="replay")
    stream.say(event="stop", stop={"callSid": "CA1"})
    await hear(runtime, stream)
    (started,) = log_of(runtime).of("CA1", EventType.CALL_STARTED)
    assert started.data["source"] == "replay"
    assert started.data["parameters"] == {"agent_id": "maria", "source": "replay"}
    assert (ends(runtime), stream.closed) == (["hangup"], 1000)


async def test_a_stream_that_dies_is_a_call_that_has_ended(runtime: Runtime):
    """Without a stop, the call is `disconnected`."""
    stream = Stream()
    stream.start()
    stream.leave()
    await hear(runtime, stream)
    assert ends(runtime) == ["disconnected"]


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ({"language": "spanish"}, {"playbook": "support"}, "by the playbook 'sales', in 'en'"),
        ({"playbook": "nonsense"}, {"language": "fr"}, "by the playbook 'sales', in 'fr'"),
        ({"language": "klingon", "playbook": "sails"}, {}, "by the playbook 'sales', in 'en'"),
    ],
)
async def test_a_stream_that_names_what_is_not_there_is_coached_by_the_settings(
    runtime: Runtime, log: list[str], wrong: dict[str, str], right: dict[str, str], told: str
):
    """A call does not lose its coach by a slip in its TwiML: the agent and the log are told."""
    stream = Stream()
    stream.start(**wrong, **right)
    stream.say(event="stop")
    await hear(runtime, stream)
    assert (ends(runtime), stream.closed) == (["hangup"], 1000)
    (started,) = log_of(runtime).of("CA1", EventType.CALL_STARTED)
    assert started.data["parameters"] == right
    codes = [event.data for event in log_of(runtime).of("CA1", EventType.STATUS)]
    last = [one for one in codes if one["component"] == "coach"][-1]
    assert (last["state"], last["code"]) == ("degraded", "coach_choice_ignored")
    assert all(f"the parameter {name}: " in last["detail"] for name in wrong)
    assert told in last["detail"]
    assert [line for line in log if last["detail"] in line]


async def test_a_call_goes_on_without_a_playbook_that_was_taken_away(runtime: Runtime):
    """The settings may have changed between its two streams."""
    await runtime.events.publish("CA1", begun("gone"))
    stream = Stream()
    stream.start()
    stream.say(event="stop")
    await hear(runtime, stream)
    assert (ends(runtime), stream.closed) == (["hangup"], 1000)


async def test_a_stream_that_is_no_call_is_closed(runtime: Runtime, log: list[str]):
    """What can't become a call is refused with a policy code and a line in the log."""
    stream = Stream()
    stream.start(call_id="")
    await hear(runtime, stream)
    assert stream.closed == 1008
    assert len(log) == 1
    assert log_of(runtime).events == {}


async def test_a_stream_that_names_neither_party_is_heard(runtime: Runtime, log: list[str]):
    """By the setting, as half a call is worth more than none; the agent and the log are told."""
    stream = Stream()
    stream.start(inbound_role="client")
    stream.say(event="stop")
    await hear(runtime, stream)
    assert (ends(runtime), stream.closed) == (["hangup"], 1000)
    told = [event.data for event in log_of(runtime).of("CA1", EventType.STATUS)]
    (guessed,) = [one for one in told if one["code"] == "audio_role_assumed"]
    assert guessed["state"] == "degraded"
    assert "neither customer nor agent" in guessed["detail"]
    assert "the customer's" in guessed["detail"]
    assert [line for line in log if "neither customer nor agent" in line]
    assert "client" not in str(log)


async def test_a_second_stream_of_a_call_is_closed(runtime: Runtime, log: list[str]):
    """The first one is not touched."""
    first, second = Stream(), Stream()
    first.start()
    hearing = asyncio.create_task(hear(runtime, first))
    await settle()
    second.start()
    await hear(runtime, second)
    assert (second.closed, first.closed) == (1008, None)
    assert "second stream" in log[0]
    first.say(event="stop")
    await hearing
    assert (ends(runtime), first.closed) == (["hangup"], 1000)


async def test_a_call_that_can_not_be_recorded_is_closed(runtime: Runtime, log: list[str]):
    """Where the log takes nothing, the stream is closed as our fault, in one line."""
    log_of(runtime).broken = True
    stream = Stream()
    stream.start()
    await hear(runtime, stream)
    assert stream.closed == 1011
    assert len(log) == 1
    assert "the disk is full" in log[0]
    assert len(runtime.calls) == 0


async def test_a_log_that_breaks_in_a_call_is_told_at_its_end(runtime: Runtime, log: list[str]):
    """A call whose end can't be written ends all the same, and the next one is heard."""
    stream = Stream()
    stream.start()
    hearing = asyncio.create_task(hear(runtime, stream))
    await settle()
    log_of(runtime).broken = True
    stream.say(event="stop")
    await hearing
    assert stream.closed == 1011
    assert len(runtime.calls) == 0
    log_of(runtime).broken = False
    again = Stream()
    again.start()
    again.say(event="stop")
    await hear(runtime, again)
    assert ends(runtime) == ["hangup"]


def _poured(**parameters: str) -> Stream:
    """A stream that brings 64 s of two tracks in a moment: after a stall, 60 s may come so."""
    stream = Stream()
    stream.start(**parameters)
    for number in range(6400):
        media = {"track": ("inbound", "outbound")[number % 2], "timestamp": str(number * 10)}
        stream.say(event="media", media=media)
    stream.say(event="stop")
    return stream


async def test_audio_that_is_poured_in_is_closed(runtime: Runtime, log: list[str]):
    """With 4429, from beyond this machine; the call ends for it, and the log says so."""
    stream = _poured()
    await hear(runtime, stream, paced=True)
    assert (ends(runtime), stream.closed) == (["too_fast"], 4429)
    assert any("too fast" in line for line in log)


async def test_on_this_machine_audio_comes_as_fast_as_it_likes(runtime: Runtime):
    """The demo, `play` and the benches."""
    stream = _poured()
    await hear(runtime, stream)
    assert (ends(runtime), stream.closed) == (["hangup"], 1000)


@pytest.mark.parametrize(
    ("parameters", "closed"),
    [
        ({"source": "replay", "callshadow_mark": "checked before"}, 1000),
        ({"source": "replay"}, 4429),
        ({"callshadow_mark": "checked before"}, 4429),
    ],
)
async def test_a_recording_that_is_marked_comes_faster(parameters: dict[str, str], closed: int):
    """Where marks are checked, who has made one may say that it is a recording."""
    url = "https://coach.example.com"
    runtime = make_runtime(script(), twilio_auth_token="token", public_url=url)
    stream = _poured(**parameters)
    await hear(runtime, stream, paced=True)
    assert stream.closed == closed


async def test_the_pace_may_be_given_up():
    """`MEDIA_MAX_SPEED=0`."""
    stream = _poured()
    await hear(make_runtime(script(), media_max_speed=0), stream, paced=True)
    assert stream.closed == 1000
