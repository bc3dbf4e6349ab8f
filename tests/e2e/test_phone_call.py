"""The main job: the sample call, from Twilio's messages to the agent's screen."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from bots import sample
from conversation.coaching.model_answer import WORTH_SAYING, answer_fields
from conversation.speech.speakers import Speaker
from peers.deepgram_socket import DeepgramSocket
from peers.openai_reply import ChatRequest
from peers.voices import pcm_of
from tests.e2e.listener import Event
from tests.e2e.scene import A_MONTH, scene
from tests.e2e.stage import Stage, new_call_id, of_type, said, speaker_of, spoken, turns
from transports.audio import mulaw
from transports.twilio.play import PlayReport

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOSSES = 3
"""How often the flaky listener loses its connection."""
FIELDS = [name for name in answer_fields() if name != WORTH_SAYING]
DELTAS_APART_S = 0.06
"""A card changes 20 times a second at most."""


@dataclass(repr=False)
class SampleCall:
    """One run of the sample call, seen from all sides.

    Attributes:
        report: What the Twilio client saw.
        live: The side channel, from a listener that was there all the time.
        resumed: The durable events of one that lost its connection several times.
        server_sent: The call as server-sent events.
        stored: The events in REST.
        detail: The call in REST.
        sockets: The recogniser's connections.
        requests: What the model was asked.
        log: The server's log.
    """

    report: PlayReport
    live: list[Event]
    resumed: list[Event]
    server_sent: list[Event]
    stored: list[Event]
    detail: dict[str, Any]
    sockets: list[DeepgramSocket]
    requests: list[ChatRequest]
    log: str


async def resuming(stage: Stage, call_id: str) -> list[Event]:
    """The durable events of a listener whose connection is lost after every tenth of them."""
    events: list[Event] = []
    for number in range(LOSSES):
        async with stage.listener(call_id, after=len(events)) as listener:
            await listener.until(lambda _, found=listener: len(found.durable) >= 10)
            listener.lose()
            await listener.closed()
        events += listener.durable
        assert len(events) >= 10 * (number + 1)
    async with stage.listener(call_id, after=len(events)) as listener:
        await listener.next("call.ended")
    return events + listener.durable


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def call(company: Stage) -> SampleCall:
    """The sample call, played once for all tests of this module."""
    call_id = new_call_id()
    sockets, requests = len(company.deepgram.sockets), len(company.openai.requests)
    async with company.listener(call_id) as listener:
        sent = asyncio.create_task(company.server_sent(call_id))
        resumed = asyncio.create_task(resuming(company, call_id))
        report = await company.play(sample.recording(), call_id)
        await listener.next("call.ended")
    return SampleCall(
        report=report,
        live=listener.events,
        resumed=await resumed,
        server_sent=await sent,
        stored=await company.events(call_id),
        detail=await company.rest(f"/api/calls/{call_id}"),
        sockets=company.deepgram.sockets[sockets:],
        requests=company.openai.requests[requests:],
        log=company.server.log(),
    )


def script():
    found = sample.recording().script
    assert found
    return found


async def test_every_turn_is_told_with_its_speaker_and_in_order(call: SampleCall):
    """Who said what is what the script says, turn by turn, in the order of the call's clock."""
    assert turns(call.stored) == said(*((turn.speaker, turn.text) for turn in script().turns))


async def test_turns_carry_the_calls_own_times(call: SampleCall):
    """Begin and end of each turn are those of the speech, within two windows and a breath."""
    for told, turn in zip(of_type(call.stored, "turn.final"), script().turns, strict=True):
        assert abs(told["start_ms"] - turn.start_ms) < 200
        assert abs(told["end_ms"] - turn.end_ms) < 200


async def test_each_party_has_one_recogniser_that_hears_nobody_else(call: SampleCall):
    """Two sockets; each carries its party's track, sample by sample, and no other sound."""
    recording = sample.recording()
    assert sorted(map(speaker_of, call.sockets)) == [Speaker.AGENT, Speaker.CUSTOMER]
    for socket in call.sockets:
        sent = mulaw.decode(mulaw.encode(pcm_of(recording, Speaker(speaker_of(socket)))))
        track = np.frombuffer(sent, "<i2")
        heard = socket.audio_pcm
        assert np.array_equal(heard[: len(track)], track)
        assert not heard[len(track) :].any()


async def test_the_recogniser_is_asked_for_phone_audio(call: SampleCall):
    """8 kHz mono PCM, interim results, and an endpointing that does not cut words apart."""
    for socket in call.sockets:
        assert socket.headers["authorization"] == "Token deepgram-key"
        wanted = {"encoding": "linear16", "sample_rate": "8000", "interim_results": "true"}
        assert socket.query.items() >= wanted.items()
        assert socket.query["endpointing"] == "false" or int(socket.query["endpointing"]) >= 300


async def test_every_customer_turn_is_answered(call: SampleCall):
    """Each turn of the customer gets cards, or silence with its reason.

    Most of this call's are worth a card, and most of those are the model's in the end.
    """
    finals = of_type(call.stored, "suggestion.final")
    silent = {data["turn_id"] for data in of_type(call.stored, "suggestion.suppressed")}
    customer = {
        turn["turn_id"]
        for turn in of_type(call.stored, "turn.final")
        if turn["speaker"] == Speaker.CUSTOMER
    }
    advised = {final["turn_id"] for final in finals}
    assert advised | silent == customer
    assert len(advised) >= 5
    assert len({f["turn_id"] for f in finals if f["lane"] == "llm"}) > len(advised) / 2
    ids = [final["suggestion_id"] for final in finals]
    assert all(final["replaces"] in (None, *ids) for final in finals)


async def test_suggestions_rest_on_the_customers_own_words(call: SampleCall):
    """The evidence of each is in the turn that it names."""
    texts = {turn["turn_id"]: turn["text"] for turn in of_type(call.stored, "turn.final")}
    for final in of_type(call.stored, "suggestion.final"):
        assert final["evidence"]
        for evidence in final["evidence"]:
            assert evidence["quote"] in texts[evidence["turn_id"]]


async def test_every_suggestion_ends_exactly_once(call: SampleCall):
    """What is started is finished or withdrawn, and nothing else is."""
    started = [data["suggestion_id"] for data in of_type(call.stored, "suggestion.started")]
    ended = of_type(call.stored, "suggestion.final") + of_type(call.stored, "suggestion.withdrawn")
    assert sorted(started) == sorted(data["suggestion_id"] for data in ended)
    assert len(set(started)) == len(started)


async def test_the_card_fills_while_the_model_writes(call: SampleCall):
    """Deltas begin with the whole headline, grow field by field, and come before their final.

    A card that was whole before its place came has none.
    """
    for final in of_type(call.live, "suggestion.final"):
        partials = [
            delta["partial"]
            for delta in of_type(call.live, "suggestion.delta")
            if delta["suggestion_id"] == final["suggestion_id"]
        ]
        if not partials:
            continue
        known = [(event["type"], event["data"].get("suggestion_id")) for event in call.live]
        first = known.index(("suggestion.delta", final["suggestion_id"]))
        assert first < known.index(("suggestion.final", final["suggestion_id"]))
        assert partials[0].keys() >= {"headline", "priority"}
        assert all(one.keys() <= other.keys() for one, other in pairwise(partials))
        assert final["headline"] == partials[0]["headline"]


async def test_every_field_of_a_card_is_told_as_soon_as_it_is_written(stage: Stage):
    """The model writes on when the agent has seen what it wrote: each field is a delta."""
    call_id = new_call_id()
    async with stage.listener(call_id) as listener:

        async def write(text: str) -> AsyncGenerator[str, None]:
            for number, field in enumerate(pieces(text), 1):
                yield field
                await listener.next("suggestion.delta", count=number)
                await asyncio.sleep(DELTAS_APART_S)

        stage.openai.write = write
        await stage.play(scene([A_MONTH.at(300)]), call_id)  # the rules have nothing to say
        await listener.next("call.ended")
    [final] = of_type(listener.events, "suggestion.final")
    deltas = [delta["partial"] for delta in of_type(listener.events, "suggestion.delta")]
    known = [set(FIELDS[:count]) for count in range(FIELDS.index("headline") + 1, len(FIELDS) + 1)]
    assert [delta.keys() for delta in deltas] == known
    told = deltas[-1] | {"evidence": final["evidence"]}  # whose quotes are put right at the end
    assert told == {field: final[field] for field in FIELDS}
    assert all(delta.items() <= deltas[-1].items() for delta in deltas)


def pieces(text: str) -> list[str]:
    """The JSON of an answer in pieces of a field, the first up to its headline.

    Each has what shows that it is whole.
    """
    fields = json.loads(text)
    texts = [json.dumps({name: value})[1:-1] + "," for name, value in fields.items()]
    first = list(fields).index("headline") + 1
    return ["{" + "".join(texts[:first]), *texts[first:-1], texts[-1][:-1] + "}"]


async def test_the_transcript_grows_word_by_word(call: SampleCall):
    """Partials of a turn lead to its final text, and each says something new: it is longer.

    What may become a date or a number is […], once, for as long as it may go on.
    """
    for turn in of_type(call.live, "turn.final"):
        partials = [
            partial["text"]
            for partial in of_type(call.live, "turn.partial")
            if partial["turn_id"] == turn["turn_id"]
        ]
        assert len(partials) > 2
        assert all(one != other for one, other in pairwise(partials))
        plain = [partial for partial in partials if "[…]" not in partial]
        assert all(len(one) < len(other) for one, other in pairwise(plain))
        assert all(spoken(turn["text"]).startswith(spoken(partial)) for partial in partials)


async def test_events_are_numbered_without_a_gap(call: SampleCall):
    """Durable events count 1 to n, from `call.started` to `call.ended`; passing ones have none."""
    assert [event["seq"] for event in call.stored] == list(range(1, len(call.stored) + 1))
    assert call.stored[0]["type"] == "call.started"
    assert call.stored[-1]["type"] == "call.ended"
    passing = {
        "speech.started",
        "speech.stopped",
        "turn.partial",
        "suggestion.delta",
        "heartbeat",
    }
    assert {event["type"] for event in call.live if event["seq"] is None} == passing
    assert not passing & {event["type"] for event in call.stored}


async def test_live_and_stored_events_are_the_same(call: SampleCall):
    """The side channel, server-sent events and REST tell the same in the same order."""
    assert [event for event in call.live if event["seq"] is not None] == call.stored
    assert [event for event in call.server_sent if event["seq"] is not None] == call.stored


async def test_a_listener_that_comes_back_misses_nothing(call: SampleCall):
    """Resuming after the last number it has gives every event once, however often it is lost."""
    assert call.resumed == call.stored


async def test_every_channel_resumes_after_a_number(call: SampleCall, stage: Stage):
    """WebSocket, server-sent events and REST give the same rest of an ended call."""
    call_id = call.report.call_id
    rest = call.stored[20:]
    async with stage.listener(call_id, after=20) as listener:
        await listener.next("call.ended")
    assert listener.events == rest
    assert await stage.server_sent(call_id, last_event_id=20) == rest
    assert await stage.events(call_id, after=20) == rest


async def test_nothing_goes_back_into_the_call(call: SampleCall):
    """Not one byte came back on the media socket."""
    assert call.report.bytes_received == 0


async def test_the_end_says_why_and_how_long(call: SampleCall):
    """`call.ended` has the reason and the duration."""
    [ended] = of_type(call.stored, "call.ended")
    assert ended["reason"] == "hangup"
    assert abs(ended["duration_ms"] - script().duration_ms) < 100


async def test_the_call_can_be_read_afterwards(call: SampleCall, stage: Stage):
    """REST has the transcript and the suggestions, and the call is in the list."""
    assert call.detail["call"]["state"] == "ended"
    assert call.detail["transcript"] == of_type(call.stored, "turn.final")
    assert call.detail["suggestions"] == of_type(call.stored, "suggestion.final")
    assert call.report.call_id in [item["call_id"] for item in await stage.rest("/api/calls")]


async def test_the_model_is_asked_with_its_key(call: SampleCall):
    """Each request has the key of the provider, and no other."""
    assert {request.headers["authorization"] for request in call.requests} == {"Bearer openai-key"}


async def test_the_model_is_asked_for_json_by_a_schema(call: SampleCall):
    """Each request is streamed, has a strict schema, and begins with the same static part."""
    for request in call.requests:
        assert request.body["stream"] is True
        assert request.body["response_format"]["json_schema"]["strict"] is True
    assert len({str(request.body["messages"][0]) for request in call.requests}) == 1


async def test_no_callers_word_and_no_key_is_in_the_log(call: SampleCall):
    """Even at level DEBUG the log has neither what was said nor a secret."""
    log = spoken(call.log)
    for turn in script().turns:
        words = spoken(turn.text).split()
        for at in range(len(words) - 3):
            assert " ".join(words[at : at + 4]) not in log
    assert "openai-key" not in call.log
    assert "deepgram-key" not in call.log
