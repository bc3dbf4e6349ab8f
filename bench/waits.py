"""How long advice on a turn took and where the time went: a call's events, its peers' times."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bench.listeners import Seen
from bench.media_client import Begun
from bench.peers import Asked, Heard, number_in
from conversation.coaching.advice import LaneName
from transports.recording.recording import ScriptTurn

_LATEST_S = 5.0
"""So long after a turn the model is asked about it: one whose words are unfinished waits."""
STAGES = ("endpointing", "STT", "decision", "first token", "delivery")


@dataclass(frozen=True, slots=True)
class Wait:
    """One turn's advice, ms after the true end of the customer's speech.

    Attributes:
        text: The turn.
        card: When the client saw the first card on the turn, the playbook's or the model's.
        first: When the client saw the first field of the model's.
        final: When it saw all of it.
        stages: How long each of `STAGES` took; they add up to `first`. One that began before the
            one before it had ended (the model was asked before the turn was over) is negative.
        claimed: What the server itself says of `first`.
    """

    text: str
    card: float
    first: float
    final: float
    stages: tuple[float, ...]
    claimed: float


@dataclass(slots=True)
class Waits:
    """What became of the customers' turns.

    Attributes:
        advised: The turns that a model advised on.
        turns: How many turns the customers spoke.
        suppressed: How many of them got no advice on purpose.
        missed: The turns that got none for no reason.
    """

    advised: list[Wait] = field(default_factory=list)
    turns: int = 0
    suppressed: int = 0
    missed: list[str] = field(default_factory=list)


class Account:
    """The events of one call, and the times of the peers that belong to them."""

    def __init__(
        self,
        call: Begun,
        ear: Heard,
        seen: Sequence[Seen],
        asked: Sequence[Asked],
        first_token_s: float,
    ):
        """Create the account of one call.

        Args:
            call: When it was sent.
            ear: The recogniser's socket for the customer.
            seen: What a listener saw.
            asked: What the model was asked, by the number in its answer.
            first_token_s: How long it then took.
        """
        self._call = call
        self._final = [said for said in ear.said if said.is_final]
        self._seen = seen
        self._asked = asked
        self._first_token_s = first_token_s

    def requests(self) -> list[int]:
        """How often the model was asked about each of the customer's turns, as the server cut them.

        Calls that overlap have turns of the same ids, at other times.
        """
        turns = (e for e in self._of("turn.final") if e.event["data"]["speaker"] == "customer")
        return [self._requests_on(turn) for turn in turns]

    def _requests_on(self, turn: Seen) -> int:
        data = turn.event["data"]
        begun_at = self._call.due_at + (data["start_ms"] - self._call.place_ms) / 1000
        until = turn.at + _LATEST_S
        on_turn = (a.at for a in self._asked if a.turn_id == data["turn_id"])
        return sum(begun_at <= at <= until for at in on_turn)

    def settle(self, turn: ScriptTurn, waits: Waits) -> None:
        """Count what became of a turn."""
        waits.turns += 1
        final = next((e for e in self._of("turn.final") if _is_of(e, turn)), None)
        turn_id = final.event["data"]["turn_id"] if final else None
        about = (turn_id, LaneName.LLM)
        finals = [e for e in self._of("suggestion.final") if _about(e) == about]
        if finals:
            waits.advised.append(self._wait(turn, finals[0]))
        elif any(_about(e)[0] == turn_id for e in self._of("suggestion.suppressed")):
            waits.suppressed += 1
        else:
            waits.missed.append(turn.text)

    def _wait(self, turn: ScriptTurn, final: Seen) -> Wait:
        data = final.event["data"]
        spoken_at = self._call.due_at + (turn.end_ms - self._call.place_ms) / 1000
        shown = [
            e.at
            for e in self._of("suggestion.delta")
            if e.event["data"]["suggestion_id"] == data["suggestion_id"]
        ]
        first_at = min([*shown, final.at])
        started = (e for e in self._of("suggestion.started") if _about(e)[0] == data["turn_id"])
        card_at = min((e.at for e in started), default=first_at)
        marks = [spoken_at, *self._marks(turn, data["headline"]), first_at]
        stages = tuple((b - a) * 1000 for a, b in pairwise(marks))
        return Wait(
            text=turn.text,
            card=(card_at - spoken_at) * 1000,
            first=(first_at - spoken_at) * 1000,
            final=(final.at - spoken_at) * 1000,
            stages=stages,
            claimed=data["latency_ms"]["from_speech_end_to_first"],
        )

    def _marks(self, turn: ScriptTurn, headline: str) -> tuple[float, float, float, float]:
        """When the recogniser was asked for the last word and said it; the model, likewise."""
        said = min(self._final, key=lambda s: abs(s.word_end_ms - turn.end_ms))
        number = number_in(headline)
        asked_at = math.nan if number is None else self._asked[number].at
        return said.asked_at, said.sent_at, asked_at, asked_at + self._first_token_s

    def _of(self, kind: str) -> list[Seen]:
        return [e for e in self._seen if e.event["type"] == kind]


def _about(event: Seen) -> tuple[str, str | None]:
    """The turn and the lane of a suggestion's event."""
    return event.event["data"]["turn_id"], event.event["data"].get("lane")


def _is_of(event: Seen, turn: ScriptTurn) -> bool:
    """Whether a turn of the server's ends with the words of the script's, in their time."""
    data = event.event["data"]
    is_near = data["start_ms"] < turn.end_ms <= data["end_ms"] + 1000
    return data["speaker"] == turn.speaker and is_near and data["text"].endswith(turn.text[-20:])
