"""A coach of one call without frames, a script of what happens to it, and what it emits."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from coach.advisors import Advisor
from coach.board import Board
from coach.coach import Coach
from coach.factory import CoachFactory
from coach.failure_policy import FailurePolicy
from coach.lanes.instant import InstantLane
from coach.lanes.model import ModelLane
from coach.memory import Memory
from coach.obligations import Obligations
from coach.options import CoachOptions
from coach.parts import Parts
from coach.request import Advised, Author, Request, Silent
from coach.runner import SuggestionRunner
from conversation.coaching.advice import Advice, LaneName, Priority
from conversation.coaching.playbook import Playbook
from conversation.coaching.speculation import Speculation
from conversation.events.commands import COMMAND
from conversation.events.event import EventType
from conversation.events.payloads import Payload
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook

TIMEOUT_S = 8.0
LAST_ADVICE_S = 5.0
PLAYBOOK = load_playbook("sales", "en").model_copy(update={"obligations": []})
"""Without obligations, which tell events of their own."""
AUTHOR = Author(LaneName.LLM, "sales", "gpt-test", "coach@1/en")

Piece = float | dict[str, Any] | Advised | Silent | Exception


def turn(number: int, text: str = "It is too expensive for us.", **fields: Any) -> Turn:
    """A turn of the customer, ten seconds after the one before it."""
    start_ms = number * 10_000
    return Turn(f"c{number}", Speaker.CUSTOMER, text, start_ms, start_ms + 2000, **fields)


def advice(headline: str) -> Advised:
    """A model's whole advice."""
    return Advised(
        Advice(
            headline=headline,
            questions=["Compared to what?"],
            recommended_direction="Talk about value.",
            signals_detected=["price_objection"],
            priority=Priority.HIGH,
            confidence=0.9,
            evidence=[],
        )
    )


class ScriptedAdvisor:
    """Follows a script for each request: waits, says what it knows, advises, fails."""

    author = AUTHOR

    def __init__(self, *scripts: Sequence[Piece]):
        self.requests: list[Request] = []
        self.stopped = 0
        self._scripts = iter(scripts)

    async def advise(
        self, request: Request
    ) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
        self.requests.append(request)
        try:
            for piece in next(self._scripts):
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, float | int):
                    await asyncio.sleep(piece)
                else:
                    yield piece
        finally:
            self.stopped += 1


HANGS: Sequence[Piece] = [3600.0]
BREAKS_OFF: Sequence[Piece] = [0.05, {"priority": "high", "headline": "Half a card"}, *HANGS]
BEGUN = {"priority": "high", "headline": "Ask why"}
ANSWERS: Sequence[Piece] = [0.25, BEGUN, 0.1, advice("Ask why")]


class Heard:
    """The events of a coach, in order; what it remembers of the call is told beside them."""

    def __init__(self, payloads: Sequence[Payload] = ()) -> None:
        self.events = [(p.type.value, p.as_data()) for p in payloads]
        self.memory: list[dict[str, Any]] = []

    async def emit(self, payload: Payload) -> None:
        if payload.type is EventType.MEMORY_UPDATED:
            self.memory.append(payload.as_data())
        else:
            self.events.append((payload.type.value, payload.as_data()))

    @property
    def types(self) -> list[str]:
        return [event_type for event_type, _ in self.events]

    def data(self, event_type: EventType) -> list[dict[str, Any]]:
        return [data for known, data in self.events if known == event_type.value]

    @property
    def story(self) -> list[str]:
        """Each suggestion event in short, `started s1`, `withdrawn s1 failed`, and each note."""
        return [
            " ".join(
                part
                for part in (
                    event_type.removeprefix("suggestion."),
                    data.get("suggestion_id"),
                    data.get("reason"),
                )
                if part
            )
            for event_type, data in self.events
            if event_type.startswith(("suggestion.", "note")) and not event_type.endswith("delta")
        ]

    def assert_every_start_has_one_end(self) -> None:
        ids = [data["suggestion_id"] for data in self.data(EventType.SUGGESTION_STARTED)]
        ends = [
            data["suggestion_id"]
            for kind in (EventType.SUGGESTION_FINAL, EventType.SUGGESTION_WITHDRAWN)
            for data in self.data(kind)
        ]
        assert len(set(ids)) == len(ids)
        assert sorted(ends) == sorted(ids)


@dataclass(frozen=True)
class CoachedCall:
    """A call while it happens: its memory, its coach, its events."""

    conversation: Conversation
    coach: Coach
    heard: Heard


Step = Callable[[CoachedCall], Awaitable[None]]


def said(known: Turn, spoken_at: float | None = None, made_at: float | None = None) -> Step:
    """A finished turn, whose speech ended half a second before."""

    async def step(call: CoachedCall) -> None:
        now = asyncio.get_running_loop().time()
        call.conversation.add(known)
        await call.coach.on_turn(
            known,
            now - 0.5 if spoken_at is None else spoken_at,
            now if made_at is None else made_at,
        )

    return step


def draft(known: Turn) -> Step:
    """A turn that may be over."""
    return lambda call: call.coach.on_eager_turn(known, asyncio.get_running_loop().time() - 0.5)


def growing(known: str | Turn) -> Step:
    """The words so far of the customer's turn."""
    partial = turn(1, known) if isinstance(known, str) else known
    return lambda call: call.coach.on_partial(partial)


def paused(spoken_at: float | None = None, speaker: Speaker = Speaker.CUSTOMER) -> Step:
    """A party pauses."""

    async def step(call: CoachedCall) -> None:
        now = asyncio.get_running_loop().time()
        await call.coach.on_pause(speaker, now if spoken_at is None else spoken_at)

    return step


def speaks(speaker: Speaker = Speaker.AGENT) -> Step:
    """A party begins to speak."""

    async def step(call: CoachedCall) -> None:
        call.coach.on_speech(speaker)

    return step


def no_turn() -> Step:
    """The customer's speech had no words."""
    return lambda call: call.coach.on_no_turn(Speaker.CUSTOMER)


def command(kind: str, **fields: Any) -> Step:
    """A client asks something of the coach."""
    asked = COMMAND.validate_python({"type": kind} | fields)
    return lambda call: call.coach.on_command(asked)


def wait(seconds: float) -> Step:
    """Time passes."""
    return lambda _: asyncio.sleep(seconds)


def note(word: str) -> Step:
    """A mark between the events."""

    async def step(call: CoachedCall) -> None:
        call.heard.events.append((f"note {word}", {}))

    return step


async def coached(
    advisor: Advisor | None,
    *steps: Step,
    conversation: Conversation | None = None,
    speculation: Speculation = Speculation.PAUSES,
    first_suggestion: int = 1,
    playbook: Playbook = PLAYBOOK,
) -> Heard:
    """What one lane makes of these steps and of the end of the call behind them.

    Without an advisor it is the instant lane, with one the model's.
    """
    conversation, heard = conversation or Conversation(), Heard()
    board = Board(heard.emit, first_suggestion)
    memory = Memory(board, playbook, CallMemory(playbook.language))
    if advisor is None:
        parts = Parts(playbook, [InstantLane(board, playbook, is_alone=True)])
    else:
        policy = FailurePolicy(board, playbook)
        runner = SuggestionRunner(advisor, board, policy, memory.snapshot, TIMEOUT_S)
        lanes = [ModelLane(board, runner, playbook, speculation)]
        parts = Parts(playbook, lanes, lambda _: runner)
    obligations = Obligations(board, playbook)
    coach = Coach(conversation, board, parts, obligations=obligations, memory=memory)
    await happens(CoachedCall(conversation, coach, heard), *steps)
    return heard


async def coached_by_both(
    advisor: Advisor | None,
    *steps: Step,
    speculation: Speculation = Speculation.PAUSES,
) -> Heard:
    """What the coach of a call makes of these steps, as the factory makes it."""
    conversation, heard = Conversation(), Heard()
    factory = CoachFactory(PLAYBOOK, advisor, CoachOptions(TIMEOUT_S, speculation))
    coach = factory.coach_for(conversation, heard.emit)
    await happens(CoachedCall(conversation, coach, heard), *steps)
    return heard


async def happens(call: CoachedCall, *steps: Step) -> None:
    """Take the steps one after the other, and end the call."""
    for step in steps:
        await step(call)
    await call.coach.end(LAST_ADVICE_S)
