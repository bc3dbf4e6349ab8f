"""Transcription details: what a recogniser tells in a frame beyond the words, where it does."""

from typing import Any

from pipecat.frames.frames import InterimTranscriptionFrame, TranscriptionFrame


def place(frame: TranscriptionFrame | InterimTranscriptionFrame) -> tuple[int | None, int | None]:
    """The start and the end of the words on the call's clock, ms; None where not told."""
    told = _result(frame)
    return told.get("start_ms"), told.get("end_ms")


def details(frame: TranscriptionFrame) -> dict[str, Any]:
    """The words' `start_ms`, `end_ms`, `confidence` and `language`, None where not told."""
    told = {name: _result(frame).get(name) for name in ("start_ms", "end_ms", "confidence")}
    return told | {"language": str(frame.language) if frame.language else None}


def _result(frame: TranscriptionFrame | InterimTranscriptionFrame) -> dict[str, Any]:
    return frame.result if isinstance(frame.result, dict) else {}
