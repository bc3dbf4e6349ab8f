"""From a script to a recording: the turns one after the other, each party on its own track."""

import numpy as np

from conversation.speech.speakers import Speaker
from examples.call_maker import phone_line
from examples.call_maker.script import CallScript, ScriptLine
from examples.call_maker.speech import Speech, Synthesiser, joined
from transports.audio.mulaw import RATE
from transports.recording.recording import Recording, Script, ScriptTurn, ScriptWord

SENTENCE_PAUSE_S = 0.14
"""Between the sentences of a turn: shorter than any end of turn."""
HESITATION_S = 0.55
LEAD_S = 0.8
"""Silence before the first turn."""
TAIL_S = 1.2
"""Silence after the last turn, in which its end is noticed."""


def record(script: CallScript, synthesiser: Synthesiser) -> Recording:
    """Speak a script.

    Raises:
        SpeechError: The synthesiser can't speak it.
    """
    spoken: list[tuple[int, ScriptLine, Speech]] = []
    begin = RATE * LEAD_S
    for line in script.turns:
        speech = _speak(line, script, synthesiser)
        begin = max(0.0, begin + (RATE * line.after if spoken else 0))
        spoken.append((round(begin), line, speech))
        begin += speech.seconds * RATE
    length = round(
        max(start + speech.seconds * RATE for start, _, speech in spoken) + RATE * TAIL_S
    )
    return Recording(
        {speaker: _track(speaker, spoken, length) for speaker in Speaker},
        Script(
            title=script.title,
            language=script.language,
            duration_ms=length * 1000 // RATE,
            voices={speaker: _made_by(synthesiser, speaker, script) for speaker in Speaker},
            turns=[_transcribed(start, line, speech) for start, line, speech in spoken],
        ),
    )


def _speak(line: ScriptLine, script: CallScript, synthesiser: Synthesiser) -> Speech:
    voice = script.voice(line.speaker, synthesiser.name)
    parts: list[tuple[float, Speech]] = []
    for sentences in line.phrases:
        pause = HESITATION_S if parts else 0.0
        for sentence in sentences:
            heard = phone_line.narrowed(synthesiser.speak(sentence, voice)).trimmed()
            parts.append((pause, heard))
            pause = SENTENCE_PAUSE_S
    return phone_line.levelled(joined(parts))


def _made_by(synthesiser: Synthesiser, speaker: Speaker, script: CallScript) -> str:
    voice = script.voice(speaker, synthesiser.name)
    return f"{synthesiser.name}, voice {voice.name}, pace {voice.pace:g}"


def _track(
    speaker: Speaker, spoken: list[tuple[int, ScriptLine, Speech]], length: int
) -> np.ndarray:
    track = phone_line.noise(length, seed=list(Speaker).index(speaker))
    for start, line, speech in spoken:
        if line.speaker is speaker:
            track[start : start + len(speech.samples)] += speech.samples
    return np.clip(np.rint(track * 32768), -32768, 32767).astype(np.int16)


def _transcribed(start: int, line: ScriptLine, speech: Speech) -> ScriptTurn:
    offset = start / RATE
    words = [
        ScriptWord(
            word=word.word,
            start_ms=round((offset + word.start_s) * 1000),
            end_ms=round((offset + word.end_s) * 1000),
        )
        for word in speech.words
    ]
    return ScriptTurn(
        speaker=line.speaker,
        start_ms=words[0].start_ms,
        end_ms=words[-1].end_ms,
        text=" ".join(word.word for word in words),
        words=words,
    )
