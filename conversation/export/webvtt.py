"""Transcript as WebVTT: a cue a turn, with the party in a voice tag, beside a recording."""

import re

from conversation.export.text import one_line
from conversation.export.transcript import Transcript, TranscriptLine
from conversation.export.words import labels_of

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"})
_TAG = re.compile(r"[A-Za-z0-9-]{1,35}")


def as_webvtt(transcript: Transcript) -> str:
    """The transcript in the format of https://www.w3.org/TR/webvtt1/.

    A cue ends after it begins, as the format has it: turns without times last as long as their
    text takes, and a note says so.
    """
    labels = labels_of(transcript.language)
    blocks = ["WEBVTT"]
    if not all(line.timed for line in transcript.lines):
        blocks.append("NOTE Some times are reckoned by the length of the text.")
    blocks += [_cue(line, labels.party(line.speaker)) for line in transcript.lines]
    return "\n\n".join(blocks) + "\n"


def _cue(line: TranscriptLine, party: str) -> str:
    words = one_line(line.text).translate(_ESCAPES)
    if line.language and _TAG.fullmatch(line.language):
        words = f"<lang {line.language}>{words}</lang>"
    cue_id = one_line(line.turn_id).replace("-->", "->")
    times = f"{_timestamp(line.start_ms)} --> {_timestamp(line.end_ms)}"
    return f"{cue_id}\n{times}\n<v {party.translate(_ESCAPES)}>{words}</v>"


def _timestamp(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"
