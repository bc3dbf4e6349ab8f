"""Recorded answers: what a model once wrote on the turns of a labelled call, told again.

The file stands beside the call, as `NAME.answers.yaml`:

    model: gpt-4.1-mini
    answers:
      - turn: 6
        first_ms: 420
        last_ms: 1150
        answer: '{"worth_saying": true, "headline": …}'
"""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from coach.ports import ModelRequest
from conversation.coaching.usage import Usage
from conversation.speech.speakers import Speaker
from evaluation.labels.label_files import read_labels
from evaluation.labels.labelled_call import Labelled, LabelledCall, Millisecond, Text
from pubsub.clock import now_s

_PIECES = 12
_SILENCE = '{"worth_saying": false}'


class RecordedAnswer(Labelled):
    """The answer that a model wrote on one turn.

    Attributes:
        turn: The place of the customer's turn among the call's turns, from 1.
        first_ms: Its first piece came so long after the request.
        last_ms: Its last piece came so long after the request.
        answer: All that it wrote, be it advice or not.
    """

    turn: Annotated[int, Field(ge=1)]
    first_ms: Millisecond = 450
    last_ms: Millisecond = 1200
    answer: Text


class RecordedAnswers(Labelled):
    """The answers of one model to one call; to a turn without one, it has nothing to say.

    Attributes:
        model: The model's name.
        answers: What it wrote.
    """

    model: Text = "recorded"
    answers: Annotated[list[RecordedAnswer], Field(min_length=1)]


def read_answers(path: Path) -> RecordedAnswers:
    """Read recorded answers.

    Raises:
        LabelError: As `read_labels`.
    """
    return read_labels(path, RecordedAnswers)[1]


class RecordedModel:
    """A language model that tells recorded answers, by the time of the call.

    Attributes:
        name: The name of the model that wrote them.
        requests: How often it was asked.
        usages: None: nothing was taken.
        first_s: For each answer, the seconds to its first piece.
        failed: None: each was told.
    """

    def __init__(self, recorded: RecordedAnswers, call: LabelledCall):
        """Create the model of one call, whose clock is the event loop's."""
        self.name = recorded.model
        self.requests = 0
        self.usages: list[Usage] = []
        self.first_s: list[float] = []
        self.failed = 0
        self._answers = {answer.turn - 1: answer for answer in recorded.answers}
        self._call = call

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The pieces of the answer to the customer's latest turn."""
        self.requests += 1
        recorded = self._answers.get(self._latest())
        if recorded is None:
            recorded = RecordedAnswer(turn=1, answer=_SILENCE)
        self.first_s.append(recorded.first_ms / 1000)
        length = -(-len(recorded.answer) // _PIECES)
        pieces = [
            recorded.answer[at : at + length] for at in range(0, len(recorded.answer), length)
        ]
        pause_s = max(0, recorded.last_ms - recorded.first_ms) / 1000 / max(1, len(pieces) - 1)
        await asyncio.sleep(recorded.first_ms / 1000)
        for piece in pieces:
            yield piece
            await asyncio.sleep(pause_s)

    def _latest(self) -> int:
        now_ms = now_s() * 1000
        return max(
            (
                at
                for at, turn in enumerate(self._call.turns)
                if turn.speaker is Speaker.CUSTOMER and turn.start_ms <= now_ms
            ),
            default=0,
        )
