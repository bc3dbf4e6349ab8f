"""Heard calls: labelled calls that are spoken, and what the product's front end makes of the audio.

labelled call → pauses of a kind of people → espeak-ng → noise → voice activity, by packets

The words are known, so that nothing but the audio decides where a party begins and pauses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import Frame

from bench.pauses import Voice, spoken
from conversation.speech.detector import SpeechParams
from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall, LabelledTurn, LabelledWord
from evaluation.replay.delays import LineDelays
from evaluation.replay.script import Happening, ScriptedMoment
from evaluation.replay.script import script_of as words_and_pauses
from examples.call_maker.background import BackgroundNoise, with_background
from examples.call_maker.labelled import script_of
from examples.call_maker.recorder import record
from examples.call_maker.script import ScriptLine
from examples.call_maker.speech import Synthesiser
from frames.speech import (
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)
from transports.audio.mulaw import RATE
from transports.audio.silero_vad import SileroModel
from transports.audio.speech_scorer import SpeechScorer
from transports.audio.track import Track
from transports.recording.recording import ScriptTurn

_SPLIT_MS = 150
"""A longer gap between two words is a pause of the person's, which is made of silence."""
_EARLIEST_S, _LATEST_S = -2.0, 10.0
_PACKET_MS = 20
_TAIL_MS = 4000
_BEHIND = (
    BackgroundNoise.NONE,
    BackgroundNoise.STREET,
    BackgroundNoise.BABBLE,
    BackgroundNoise.MUSIC,
)


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A labelled call as it was spoken.

    Attributes:
        call: The call, with the times at which its words are in the audio.
        audio: The customer's track, 16 bits at 8 kHz.
        moments: What the line hears of both parties.
        behind: What is heard behind the customer's voice.
    """

    call: LabelledCall
    audio: NDArray[np.int16]
    moments: Sequence[ScriptedMoment]
    behind: BackgroundNoise


def heard(
    call: LabelledCall,
    number: int,
    synthesiser: Synthesiser,
    other: NDArray[np.int16] | None,
    voice: Voice | None = None,
) -> HeardCall:
    """Speak a call, and listen to it.

    Args:
        call: The call.
        number: Its number, which chooses voices and noise.
        synthesiser: Speaks.
        other: Another call's track, for babble.
        voice: How its customer pauses; None: without pauses of their own.
    """
    said = spoken(call, voice) if voice else call
    stretches = sorted(_stretches(said), key=lambda stretch: stretch[1].start_ms)
    script = script_of(call, number).model_copy(update={"turns": list(_lines(stretches))})
    recording = record(script, synthesiser)
    assert recording.script
    places = [place for place, _ in stretches]
    timed = said.model_copy(update={"turns": _timed(said, places, recording.script.turns)})
    behind = _BEHIND[number % len(_BEHIND)]
    own = recording.tracks[Speaker.CUSTOMER]
    customer = with_background(own, behind, own if other is None else other, number)
    tracks = {Speaker.CUSTOMER: customer, Speaker.AGENT: recording.tracks[Speaker.AGENT]}
    delays = LineDelays()
    words = [m for m in words_and_pauses(timed, delays) if m.what is Happening.WORDS]
    edges = [m for speaker in Speaker for m in _edges(speaker, tracks[speaker], delays)]
    moments = sorted([*words, *edges], key=lambda moment: (moment.at_ms, moment.what))
    return HeardCall(timed, customer, moments, behind)


def _stretches(call: LabelledCall) -> Iterator[tuple[int, LabelledTurn]]:
    """What is said without a pause, each with the place of its turn in the call."""
    for place, turn in enumerate(call.turns):
        parts: list[list[LabelledWord]] = [list(turn.words[:1])]
        for before, word in pairwise(turn.words):
            if word.start_ms - before.end_ms >= _SPLIT_MS:
                parts.append([])
            parts[-1].append(word)
        if not turn.words and any(map(str.isalnum, turn.text)):
            yield place, turn
        for part in parts if turn.words else ():
            text = " ".join(word.word for word in part)
            if any(map(str.isalnum, text)):
                times = {"start_ms": part[0].start_ms, "end_ms": part[-1].end_ms}
                yield place, turn.model_copy(update={"text": text, **times})


def _lines(stretches: Sequence[tuple[int, LabelledTurn]]) -> Iterator[ScriptLine]:
    ended_ms = stretches[0][1].start_ms
    for _, stretch in stretches:
        after = min(max((stretch.start_ms - ended_ms) / 1000, _EARLIEST_S), _LATEST_S)
        yield ScriptLine.model_validate({str(stretch.speaker): stretch.text, "after": after})
        ended_ms = stretch.end_ms


def _timed(
    call: LabelledCall, places: Sequence[int], told: Sequence[ScriptTurn]
) -> list[LabelledTurn]:
    """The turns of a call at the times of the stretches that they were spoken in."""
    turns: list[LabelledTurn] = []
    for place, turn in enumerate(call.turns):
        parts = [part for at, part in zip(places, told, strict=True) if at == place]
        words = [LabelledWord(**word.model_dump()) for part in parts for word in part.words]
        if words:
            times = {"start_ms": words[0].start_ms, "end_ms": words[-1].end_ms}
            turns.append(turn.model_copy(update={"words": words, **times}))
    return sorted(turns, key=lambda turn: turn.start_ms)


def _edges(
    speaker: Speaker, track: NDArray[np.int16], delays: LineDelays
) -> Iterator[ScriptedMoment]:
    """Where a party begins and pauses, as the product's front end hears it."""
    frames: list[Frame] = []
    ear = Track(
        speaker,
        sample_rate=RATE,
        params=SpeechParams(),
        scorer=SpeechScorer(SileroModel(), wait_s=0),
        emit=frames.append,
    )
    samples = RATE * _PACKET_MS // 1000
    padded = np.concatenate((track, np.zeros(RATE * _TAIL_MS // 1000, dtype=np.int16)))
    for first in range(0, len(padded) - samples, samples):
        at_ms = first * 1000 // RATE
        ear.feed(at_ms, padded[first : first + samples].astype("<i2").tobytes(), 1 + at_ms / 1000)
        for frame in frames:
            yield from _moment(frame, at_ms + _PACKET_MS + delays.packet_ms, speaker)
        frames.clear()


def _moment(frame: Frame, at_ms: int, speaker: Speaker) -> Iterator[ScriptedMoment]:
    match frame:
        case PartyStartedSpeakingFrame():
            yield ScriptedMoment(at_ms, Happening.STARTED, speaker, frame.at_ms)
        case PartyEagerPauseFrame():
            what = Happening.RESUMED if frame.resumed else Happening.EAGER_PAUSE
            yield ScriptedMoment(at_ms, what, speaker, frame.at_ms)
        case PartyPausedFrame():
            yield ScriptedMoment(at_ms, Happening.PAUSED, speaker, frame.at_ms)
        case PartySilentFrame():
            yield ScriptedMoment(at_ms, Happening.SILENT, speaker, frame.at_ms)
        case _:
            pass
