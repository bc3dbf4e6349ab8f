"""A labelled call goes through the pipeline of every call, the same each time, in no time."""

import time

from pipecat.frames.frames import Frame, TextFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.events.event import EventType
from evaluation.replay.replay import _go_straight
from evaluation.scoring.cards import cards_of
from tests.evaluation.replays import replayed
from tests.evaluation.stage import agent, customer, labelled

PRICE = "Honestly, that is too expensive for us, I can't pay that much for it."
CALL = labelled(
    agent("Hi, this is Ana, and it is ninety a seat."),
    customer(PRICE),
    agent("I see."),
    customer("And we already have Ringwell, to be honest."),
)


def test_a_card_comes_as_it_would_in_the_call() -> None:
    """At the customer's very words, about their turn, with their words as evidence."""
    [first, *_] = cards_of(CALL, replayed(CALL))
    assert first.at == 1
    assert first.signals[0] == "price_objection"
    assert CALL.turns[1].start_ms < first.shown_ms <= CALL.turns[1].end_ms + 250


def test_the_turns_of_both_parties_are_told_in_order() -> None:
    """With their ids, as the side channel has them."""
    turns = [event for event in replayed(CALL) if event.type is EventType.TURN_FINAL]
    assert [turn.data["turn_id"] for turn in turns] == ["a1", "c1", "a2", "c2"]
    assert [turn.data["text"] for turn in turns] == [turn.text for turn in CALL.turns]


def test_a_replay_is_the_same_each_time() -> None:
    """To the millisecond: nothing in it depends on the machine."""
    assert replayed(CALL) == replayed(CALL)


def test_what_must_not_be_kept_is_hidden_from_the_coach() -> None:
    """As in every call."""
    call = labelled(customer("My mail is ana.perez@example.com, thank you."))
    [turn] = [event for event in replayed(call) if event.type is EventType.TURN_FINAL]
    assert "example.com" not in turn.data["text"]


def test_every_card_that_begins_ends() -> None:
    """Also the one that is being written when the call ends."""
    call = labelled(customer(PRICE, start_ms=0, end_ms=200))
    types = [event.type for event in replayed(call)]
    started = types.count(EventType.SUGGESTION_STARTED)
    ended = types.count(EventType.SUGGESTION_FINAL) + types.count(EventType.SUGGESTION_WITHDRAWN)
    assert started == ended >= 1


def test_ten_minutes_take_well_under_a_second_of_cpu_on_a_quiet_machine() -> None:
    """Here, where others run: a few of them."""
    turns = [
        (customer if at % 2 else agent)(
            f"{PRICE} {PRICE}", start_ms=at * 10_000, end_ms=at * 10_000 + 9000
        )
        for at in range(60)
    ]
    call = labelled(*turns)
    replayed(CALL)
    began = time.process_time()
    replayed(call)
    assert call.duration_ms > 590_000
    assert time.process_time() - began < 5


async def test_a_frame_goes_straight_through() -> None:
    """Pipecat's processors take a frame at once where they are told to, without a queue."""
    taken: list[Frame] = []

    class Taker(FrameProcessor):
        async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
            taken.append(frame)

    taker = Taker()
    _go_straight([taker])
    frame = TextFrame("now")
    await taker.queue_frame(frame)
    assert taken == [frame]
