"""False starts: how often sounds of a line are taken for speech, and how much speech is missed.

`uv run python -m bench.false_starts [--minutes N] [--seed N] [--calls FOLDER] [--music FOLDER]
[--voices FOLDER]` plays each kind of `bench/line_sounds.py`, and recorded music, to speech
detection, with its tone gate and without. A false start is what would begin a turn, if a recogniser
found words in it: speech from its start to a silence of 0.9 s. Voices of `bench/line_voices.py` are
announcements, prompts, and quiet ones on a line that hisses. Speech is the sample call's, labelled
calls that espeak-ng speaks, alone and over street noise, other voices and music, and recorded
voices over music. Missed is what is taken for music of what the detector takes for speech; lost
what of it is not within half a second of a voice, near which words are kept
(`processors/speech_doubt.py`).
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.gated_ear import RATE, WINDOW_MS, Heard, listen
from bench.heard import spoken_for
from bench.line_sounds import line_sounds
from bench.line_voices import LineVoice, Spans, announcements, prompts, quiet, spoken_in
from bench.recordings import recorded_music, recorded_voice
from bench.table import table
from bots import sample
from evaluation.labels.label_files import label_paths, read_label_file

_AUDIBLE = 200
_BEHIND_DB = (20, 10)  # so far below the voice is the music
_NEAR_VOICE_MS, _RECORDED_S = 500, 100.0


def _sounds(minutes: float, seed: int) -> Iterator[list[object]]:
    """By kind of sound, and in all but songs."""
    heard = listen(line_sounds(minutes * 60, seed, sung=True))
    kinds = sorted({name.partition(":")[0] for name in heard})
    for kind in (*kinds, "all but songs"):
        of_kind = [
            one
            for name, one in heard.items()
            if name.startswith((kind, "tones", "noise", "music") if kind not in kinds else kind)
        ]
        starts = sum(one.starts for one in of_kind)
        length = minutes * len(of_kind)
        yield [kind, length, sum(one.ungated for one in of_kind), starts, 10 * starts / length]


def _recorded(folder: Path) -> Iterator[list[object]]:
    """By file, and in all."""
    music = recorded_music(folder)
    heard, starts, minutes = listen(music), 0, 0.0
    for name, one in heard.items():
        length = len(music[name]) / 2 / RATE / 60
        starts, minutes = starts + one.starts, minutes + length
        yield [name, length, one.ungated, one.starts, 10 * one.starts / length]
    ungated = sum(one.ungated for one in heard.values())
    yield ["all of these", minutes, ungated, starts, 10 * starts / minutes]


def _speech(folder: Path, minutes: float) -> Iterator[list[object]]:
    calls = [read_label_file(path).call for path in label_paths([folder])]
    spoken = spoken_for(calls, minutes, with_pauses=True)
    said = {f"{n}": one.audio.astype("<i2") for n, one in enumerate(spoken)}
    own = sample.recording().tracks
    yield _missed("the sample call", {str(who): pcm.tobytes() for who, pcm in own.items()})
    tracks = {name: pcm.tobytes() for name, pcm in said.items()}
    yield _missed("espeak-ng, silence, street, babble or soft tones behind", tracks)
    songs = [pcm for name, pcm in line_sounds(60, 3).items() if name.startswith("music")]
    for behind_db in _BEHIND_DB:
        mixed = {
            name: _over(pcm, songs[number % len(songs)], behind_db)
            for number, (name, pcm) in enumerate(said.items())
        }
        own = {name: spoken_in(pcm / 32768) for name, pcm in said.items()}
        yield _missed(f"the same over music, {behind_db} dB below", mixed, own)


def _recorded_speech(folder: Path, music: Path | None, seed: int) -> Iterator[list[object]]:
    """The voice of each folder over music, made and recorded, 10 dB below."""
    kinds = {"made": [p for n, p in line_sounds(60, 5).items() if n.startswith("music")]}
    if music:
        kinds["recorded"] = list(recorded_music(music).values())
    folders = (each for each in sorted(folder.iterdir()) if each.is_dir())
    said = {each.name: recorded_voice(each, _RECORDED_S, seed) for each in folders}
    own = {name: spoken_in(pcm / 32768) for name, pcm in said.items()}
    for kind, songs in kinds.items():
        mixed = {
            name: _over(pcm, songs[(5 * number + 3) % len(songs)], _BEHIND_DB[-1])
            for number, (name, pcm) in enumerate(said.items())
        }
        yield _missed(f"recorded voices over {kind} music, 10 dB below", mixed, own)


def _voices(minutes: float, seed: int) -> Iterator[list[object]]:
    """Recorded and quiet voices: what is not heard of them, and what begins between them."""
    seconds = minutes * 60
    sounds = line_sounds(seconds, seed)
    music = [pcm for name, pcm in sounds.items() if name.startswith("music, several")]
    numbers = range(seed, seed + 4)
    kinds = {
        "announcements in music on hold": [
            announcements(music[n % len(music)], n) for n in numbers
        ],
        "prompts of a machine": [prompts(seconds, n) for n in numbers],
    }
    for level, noise in ((-30, -60), (-38, -55), (-38, -48)):
        name = f"at {level} dBFS, hiss and hum at {noise}"
        kinds[name] = [quiet(seconds, n, level, noise) for n in numbers]
    for kind, voices in kinds.items():
        yield [kind, *_heard_of(voices)]


def _heard_of(voices: Sequence[LineVoice]) -> Iterator[float]:
    """Seconds that are spoken; percent not heard by Silero, and taken for music; starts between."""
    heard = listen({str(n): voice.pcm for n, voice in enumerate(voices)})
    spoken = silent = music = between = 0
    for voice, one in zip(voices, heard.values(), strict=True):
        told = _windows(one.heard_ms, len(voice.pcm))
        dropped, said = (_windows(ms, len(voice.pcm)) for ms in (one.missed_ms, voice.spoken_ms))
        spoken += int(said.sum())
        music += int((said & dropped & ~told).sum())
        silent += int((said & ~dropped & ~told).sum())
        between += sum(not said[a // 20 : b // 20].any() for a, b in one.heard_ms)
    yield from (spoken / 50, 100 * silent / spoken, 100 * music / spoken, between)


def _windows(spans: Spans, size: int) -> NDArray[np.bool_]:
    """The 20 ms of a track that are in one of the spans."""
    within = np.zeros(size // 320 + 50, dtype=bool)
    for begin, end in spans:
        within[begin // 20 : end // 20] = True
    return within


def _over(voice: NDArray[np.int16], music: bytes, behind_db: float) -> bytes:
    """A voice over music all along."""
    behind = np.resize(np.frombuffer(music, "<i2").astype(float), len(voice))
    loud = voice[np.abs(voice.astype(int)) > _AUDIBLE].astype(float)
    level = np.sqrt(np.mean(loud**2)) * 10 ** (-behind_db / 20)
    mixed = voice + behind * level / np.sqrt(np.mean(behind**2))
    return np.clip(mixed, -32768, 32767).astype("<i2").tobytes()


def _missed(
    name: str, tracks: Mapping[str, bytes], own: Mapping[str, Spans] | None = None
) -> list[object]:
    """What is taken for music of what is taken for speech; what the voice itself says of it."""
    heard = listen(tracks)
    speech_ms = sum(one.speech_ms for one in heard.values())
    missed_ms = sum(end - begin for one in heard.values() for begin, end in one.missed_ms)
    said_ms = lost_ms = 0
    for (track, one), pcm in zip(heard.items(), tracks.values(), strict=True):
        said = _windows([(0, len(pcm) // 16)] if own is None else own[track], len(pcm))
        said_ms += 20 * int((_windows(one.missed_ms, len(pcm)) & said).sum())
        lost_ms += 20 * int((_windows(_far(one), len(pcm)) & said).sum())
    packets = sum(one.windows for one in heard.values()) * WINDOW_MS / 20
    cpu_us = sum(one.gate_s for one in heard.values()) * 1e6 / packets
    shares = [100 * ms / speech_ms for ms in (missed_ms, said_ms, lost_ms)]
    return [name, speech_ms / 1000, missed_ms / 1000, *shares, cpu_us]


def _far(heard: Heard) -> Spans:
    """What is taken for music with no voice near."""
    near = [(begin - _NEAR_VOICE_MS, end + _NEAR_VOICE_MS) for begin, end in heard.heard_ms]
    return [
        (begin, end)
        for begin, end in heard.missed_ms
        if not any(begin <= until and end >= since for since, until in near)
    ]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.false_starts", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="of each sound (3)")
    parser.add_argument("--seed", type=int, default=0, help="another one makes other tunes (0)")
    parser.add_argument("--calls", type=Path, default=Path("evaluation/calls/tuned"))
    parser.add_argument("--spoken", type=float, default=15.0, help="minutes of them (15)")
    parser.add_argument("--music", type=Path, help="a folder with recorded music")
    parser.add_argument("--voices", type=Path, help="a folder with recorded voices, a folder each")
    args = parser.parse_args()
    head = ["sound", "minutes", "false starts, Silero alone", "with the gate", "in ten minutes"]
    sys.stdout.write(table(head, list(_sounds(args.minutes, args.seed))) + "\n\n")
    if args.music:
        sys.stdout.write(table(head, list(_recorded(args.music))) + "\n\n")
    head = ["voice", "s", "unheard by Silero, %", "taken for music, %", "starts between"]
    sys.stdout.write(table(head, list(_voices(args.minutes, args.seed))) + "\n\n")
    shares = ["missed, %", "the voice's own, %", "lost, %"]
    head = ["speech", "s", "missed, s", *shares, "gate, µs of CPU a packet"]
    rows = list(_speech(args.calls, args.spoken))
    if args.voices:
        rows += _recorded_speech(args.voices, args.music, args.seed)
    sys.stdout.write(table(head, rows) + "\n")


if __name__ == "__main__":
    main()
