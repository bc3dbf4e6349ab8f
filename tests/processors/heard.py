"""Words of the customer's as a recogniser tells them, in their place of the call."""

from pipecat.frames.frames import InterimTranscriptionFrame, TranscriptionFrame

from conversation.speech.speakers import Speaker


def interim(text: str, start_ms: int | None, end_ms: int | None) -> InterimTranscriptionFrame:
    """Words that may still change."""
    place = {"start_ms": start_ms, "end_ms": end_ms}
    return InterimTranscriptionFrame(text, Speaker.CUSTOMER, "", result=place)


def final(text: str, start_ms: int | None, end_ms: int | None) -> TranscriptionFrame:
    """Words that will not."""
    place = {"start_ms": start_ms, "end_ms": end_ms}
    return TranscriptionFrame(text, Speaker.CUSTOMER, "", result=place)
