"""The vendors' stand-ins, in a process of their own; their delays are known and constant."""

import asyncio
import math
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from bench.looped_call import looped_call
from bench.stt_peer import Ear, Said, SttPeer
from conversation.speech.speakers import Speaker
from peers.advice import asked_turn, fitting_answer
from peers.openai import OpenAIPeer
from transports.twilio.replay_messages import FRAME_MS

STT_S = 0.12
FIRST_TOKEN_S = 0.25
TOKEN_S = 0.008
_LETTERS = str.maketrans("0123456789", "bcdfghjklm")
_DIGITS = str.maketrans("bcdfghjklm", "0123456789")


@dataclass(frozen=True, slots=True)
class Delays:
    """How late the peers are, s."""

    stt_s: float = STT_S
    first_token_s: float = FIRST_TOKEN_S
    token_s: float = TOKEN_S


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recogniser's socket got, and when it said what.

    Attributes:
        speaker: Whose audio; None if none came that is in the call.
        start_ms: Where in the looped call the socket's audio begins.
        seconds: How much audio came.
        wrong_bytes: How much of it was not what had to follow.
        opened_at: When the socket opened, s of `time.monotonic`, as all times.
        first_audio_at: When the first piece came; None without one.
        said: The results that made words final.
    """

    speaker: Speaker | None
    start_ms: int
    seconds: float
    wrong_bytes: int
    opened_at: float
    first_audio_at: float | None
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Lags:
    """How late audio was at the recogniser, ms, by packet, from when it was due to be sent.

    Attributes:
        newest: Of the last packet of each piece: what the server adds.
        all: Of every packet; those in front wait until the piece is full.
        sockets: How many sockets got audio.
    """

    newest: list[float]
    all: list[float]
    sockets: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the model.

    Attributes:
        at: When it came, s of `time.monotonic`.
        turn_id: The customer's turn that it is about; None where it is about none.
    """

    at: float
    turn_id: str | None


class Peers:
    """The worker: Deepgram and the model."""

    def __init__(self, delays: Delays):
        """Create the peers."""
        self._stt = SttPeer(looped_call(), delays.stt_s)
        self._model = OpenAIPeer(
            self._answer, first_token_s=delays.first_token_s, token_s=delays.token_s
        )
        self._asked: list[Asked] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._stt)
        await self._stack.enter_async_context(self._model)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def settings(self) -> dict[str, str]:
        """What the server has to be told of the peers."""
        return {
            "STT": "deepgram",
            "DEEPGRAM_API_KEY": "key",
            "DEEPGRAM_BASE_URL": self._stt.url,
            "OPENAI_API_KEY": "key",
            "OPENAI_BASE_URL": self._model.url,
        }

    async def heard(self) -> list[Heard]:
        """All of the recogniser's sockets."""
        return [
            Heard(
                speaker=ear.place.speaker,
                start_ms=ear.place.start_ms,
                seconds=ear.until_ms[-1] / 1000 if ear.until_ms else 0.0,
                wrong_bytes=ear.place.wrong_bytes,
                opened_at=ear.opened_at,
                first_audio_at=ear.arrived_at[0] if ear.arrived_at else None,
                said=ear.said,
            )
            for ear in self._stt.ears
        ]

    async def until_heard(self, sockets: int, seconds: float) -> bool:
        """Wait until so many of the recogniser's sockets have brought audio; whether they have."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stt.until_heard(sockets)
                return True
        return False

    async def behind_ms(self, sent_ms: float) -> float:
        """How much of the looped call that is being sent, up to `sent_ms`, is not heard yet.

        Of several calls, the one that is heard now. Told by the place in the round alone, as a
        socket that was opened in a later round does not know of it: a call that is half a round
        behind seems to be ahead.
        """
        round_ms = looped_call().round_ms
        ears = sorted((e for e in self._stt.ears if e.arrived_at), key=lambda e: e.arrived_at[-1])
        places = {ear.place.speaker: ear.place.now_ms for ear in ears}
        if not all(speaker in places for speaker in Speaker):
            return math.inf
        return max(
            (sent_ms - places[speaker] + round_ms / 2) % round_ms - round_ms / 2
            for speaker in Speaker
        )

    async def asked(self) -> list[Asked]:
        """What the model was asked, by the number in its answer's headline."""
        return self._asked

    async def forget(self) -> None:
        """Forget the sockets so far; those that are open go on unseen."""
        self._stt.ears.clear()

    async def lags(
        self, from_s: float, to_s: float, calls: dict[int, float], other_track_ms: float
    ) -> Lags:
        """How late the audio was that came within a time.

        Args:
            from_s: Begin of the time.
            to_s: End of it.
            calls: When the call's first frame was due that began at this place (ms) of the
                looped call, for every call.
            other_track_ms: How much later than the customer's the agent's packets are sent.
        """
        newest: list[float] = []
        every: list[float] = []
        sockets = 0
        for ear in self._stt.ears:
            late = 0.0 if ear.place.speaker is Speaker.CUSTOMER else other_track_ms
            begun = _call_of(ear, calls)
            if begun is None:
                continue
            place_ms, due_at = begun
            skipped_ms = ear.place.start_ms - place_ms
            arrived = np.array(ear.arrived_at)
            until = np.array(ear.until_ms)
            inside = (arrived >= from_s) & (arrived < to_s)
            sockets += bool(inside.any())
            ages = (arrived - due_at) * 1000 - (until + skipped_ms + late)
            lengths = np.diff(until, prepend=0.0)
            newest += ages[inside].tolist()
            for age, length in zip(ages[inside], lengths[inside], strict=True):
                every += (age + FRAME_MS * np.arange(round(length / FRAME_MS))).tolist()
        return Lags(newest, every, sockets)

    def _answer(self, body: dict[str, Any]) -> str:
        answer = fitting_answer(body)
        is_advice = "Answer turn" in answer
        self._asked.append(Asked(time.monotonic(), asked_turn(body)[0] if is_advice else None))
        number = len(self._asked) - 1
        return answer.replace("Answer turn", f"Answer {lettered(number)} on turn", 1)


def lettered(number: int) -> str:
    """A number as a word of letters: the output guard lets no number pass that nobody said."""
    return str(number).translate(_LETTERS)


def number_in(headline: str) -> int | None:
    """The number that a headline has as its second word, in letters."""
    word = headline.split()[1:2]
    digits = "".join(word).translate(_DIGITS)
    return int(digits) if digits.isdecimal() else None


def _call_of(ear: Ear, calls: dict[int, float]) -> tuple[int, float] | None:
    """The call that a socket belongs to: where it began in the looped call, and when.

    A line may have lost the first moments before its socket was up, so it is the nearest begin
    that is not after the socket's audio.
    """
    if ear.place.speaker is None or not ear.arrived_at:
        return None
    round_ms = looped_call().round_ms
    place = min(calls, key=lambda ms: (ear.place.start_ms - ms) % round_ms, default=None)
    return None if place is None else (place, calls[place])
