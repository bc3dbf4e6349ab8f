"""Streams whose counters begin anew on one socket, as behind a proxy that has connected again."""

from collections.abc import Sequence

import orjson
import pytest

from peers.carrier_call import Timed, play_call
from peers.telnyx import telnyx_call
from tests.e2e.fork import messages
from tests.e2e.scene import TOO_DEAR, UNDERSTOOD, WHAT_COST, scene
from tests.e2e.stage import SPEED, Stage, new_call_id, of_type, said, turns
from transports.recording.recording import Recording

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST_MS = 5000
FIRST = (WHAT_COST.at(300), UNDERSTOOD.at(2100))
SECOND = (TOO_DEAR.at(500), UNDERSTOOD.at(3300))
NEAR_MS = 500
"""How far a turn's begin may be from the words', where a proxy's time is not known."""


def twilio_call(call_id: str, recording: Recording) -> list[Timed]:
    """Twilio's messages, as text."""
    return [(at_ms, message.decode()) for at_ms, message in messages(call_id, recording)]


STREAMS = {"twilio": twilio_call, "telnyx": telnyx_call}


def without(stream: Sequence[Timed], *events: str) -> list[Timed]:
    """The messages of other events."""
    return [timed for timed in stream if orjson.loads(timed[1])["event"] not in events]


def in_stream_of(first: Sequence[Timed], again: Sequence[Timed]) -> list[Timed]:
    """The second as of the stream of the first, where it does not say that one begins."""
    own = orjson.loads(first[-1][1]).get("streamSid")
    said = [(at_ms, orjson.loads(message)) for at_ms, message in again]
    if own is None or any(one["event"] == "start" for _, one in said):
        return [*again]
    return [(at_ms, orjson.dumps(one | {"streamSid": own}).decode()) for at_ms, one in said]


def after(first: Sequence[Timed], second: Sequence[Timed]) -> list[Timed]:
    """Both streams on one socket, one after the other; what the second says is as it was."""
    end_ms = first[-1][0]
    return [*first, *((end_ms + at_ms, message) for at_ms, message in second)]


@pytest.mark.parametrize("begins", [("start",), ()], ids=["audio alone", "a second start"])
@pytest.mark.parametrize("carrier", STREAMS)
async def test_counters_that_begin_anew_lose_no_word(
    stage: Stage, carrier: str, begins: tuple[str, ...]
):
    """Numbers and timestamps from the beginning: all is heard, once, at a later time."""
    call_id, log = new_call_id(), stage.server.log()
    stream = STREAMS[carrier]
    first = without(stream(call_id, scene(FIRST, FIRST_MS)), "stop", "dtmf")
    again = without(stream(call_id, scene(SECOND)), "connected", "dtmf", *begins)
    url = f"ws://127.0.0.1:{stage.server.port}/{carrier}/media"
    async with stage.listener(call_id) as listener:
        call = await play_call(url, after(first, in_stream_of(first, again)), speed=SPEED)
        await listener.next("call.ended")
    assert call.received == []
    assert turns(listener.events) == said(*((line.speaker, line.text) for line in FIRST + SECOND))
    turn = of_type(listener.events, "turn.final")[len(FIRST)]
    assert turn["start_ms"] == pytest.approx(FIRST_MS + SECOND[0].at_ms, abs=NEAR_MS)
    assert not [s for s in of_type(listener.events, "status") if s["component"] == "audio"]
    assert "Traceback" not in stage.server.log()[len(log) :]


@pytest.mark.parametrize("carrier", STREAMS)
async def test_what_is_sent_once_more_is_heard_once(stage: Stage, carrier: str):
    """The last three seconds again, in one piece, and then the stream goes on."""
    call_id = new_call_id()
    stream = without(STREAMS[carrier](call_id, scene([*FIRST, TOO_DEAR.at(4000)])), "dtmf")
    again = [(3000, message) for at_ms, message in stream[2:] if at_ms <= 3000]
    cut = next(number for number, (at_ms, _) in enumerate(stream) if at_ms > 3000)
    url = f"ws://127.0.0.1:{stage.server.port}/{carrier}/media"
    async with stage.listener(call_id) as listener:
        await play_call(url, [*stream[:cut], *again, *stream[cut:]], speed=SPEED)
        await listener.next("call.ended")
    heard = [*FIRST, TOO_DEAR]
    assert turns(listener.events) == said(*((line.speaker, line.text) for line in heard))


@pytest.mark.parametrize("carrier", STREAMS)
async def test_what_a_new_beginning_has_cost_is_told(stage: Stage, carrier: str):
    """In the middle of a word nothing comes for 2.4 s, and then the stream begins anew."""
    call_id, gap_ms = new_call_id(), int(2400 * SPEED)
    first = without(STREAMS[carrier](call_id, scene(FIRST)), "stop", "dtmf")
    again = without(STREAMS[carrier](call_id, scene(SECOND)), "connected", "start", "dtmf")
    cut = [(at_ms, message) for at_ms, message in first if at_ms <= 1000]
    url = f"ws://127.0.0.1:{stage.server.port}/{carrier}/media"
    async with stage.listener(call_id) as listener:
        again = in_stream_of(first, again)
        later = [(at_ms + gap_ms, message) for at_ms, message in again]
        await play_call(url, after(cut, later), speed=SPEED)
        await listener.next("call.ended")
    assert turns(listener.events)[1:] == said(*((line.speaker, line.text) for line in SECOND))
    told = [s for s in of_type(listener.events, "status") if s["component"] == "audio"]
    assert [(status["speaker"], status["code"]) for status in told] == [("customer", "audio_lost")]
