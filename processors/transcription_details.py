"""Transcription details: what a recogniser tells in a frame beyond the words, where it does."""

from typing import Any

from pipecat.frames.frames import InterimTranscriptionFrame, TranscriptionFrame


def start_ms(frame: TranscriptionFrame | InterimTranscriptionFrame) -> int | None:
    """The start of the words on the call's clock, ms."""
    return _result(frame).get("start_ms")


def details(frame: TranscriptionFrame) -> dict[str, Any]:
    """The words' `start_ms`, `end_ms`, `confidence` and `language`, None where not told."""
    told = {name: _result(frame).get(name) for name in ("start_ms", "end_ms", "confidence")}
    return told | {"language": str(frame.language) if frame.language else None}


def _result(frame: TranscriptionFrame | InterimTranscriptionFrame) -> dict[str, Any]:
    return frame.result if isinstance(frame.result, dict) else {}
