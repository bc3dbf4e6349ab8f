"""Transcription callbacks: Twilio's real-time transcription of a call, by webhook.

| `TranscriptionEvent` | says |
|---|---|
| `transcription-started` | the transcription begins |
| `transcription-content` | words of one party: `Track`, `TranscriptionData` (JSON), `Final` |
| `transcription-stopped` | it is over, with the call or without |
| `transcription-error` | it has failed |

Each has a `SequenceId` that counts from 1, and they may come in another order. Source:
https://www.twilio.com/docs/voice/twiml/transcription
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from conversation.speech.speakers import Speaker
from transports.streams.start import usable_id

PATIENCE_S = 1.0
"""How long a callback that came early waits for those before it."""
_MAX_TIMESTAMP = 64
MAX_TEXT = 2_000
"""Characters of a turn: two minutes of speech without a pause."""


class TranscriptionKind(StrEnum):
    """The kind of a callback: its `TranscriptionEvent`."""

    STARTED = "transcription-started"
    CONTENT = "transcription-content"
    STOPPED = "transcription-stopped"
    ERROR = "transcription-error"


class CallbackError(ValueError):
    """The callback can't be understood; the message says why, and has no words of the call."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback.

    Attributes:
        kind: What it says.
        call_id: The CallSid.
        transcription_id: The TranscriptionSid.
        account_id: The AccountSid, where it is usable.
        sequence: Its number, from 1.
        speaker: Whose words; None where it brings none.
        text: The words.
        final: Whether they will change no more.
        language: Their BCP-47 tag, where it is said.
        confidence: How sure Twilio is of them, 0 to 1, where it is said.
        said_at: Its `Timestamp`, as it is written.
    """

    kind: TranscriptionKind
    call_id: str
    transcription_id: str
    account_id: str | None
    sequence: int
    speaker: Speaker | None = None
    text: str = ""
    final: bool = True
    language: str | None = None
    confidence: float | None = None
    said_at: str = ""

    @classmethod
    def parse(cls, form: Mapping[str, str], inbound: Speaker) -> "Callback":
        """Read the form of a callback of a call on whose inbound track that party is.

        Raises:
            CallbackError: It can't be understood.
        """
        call_id, own = usable_id(form.get("CallSid")), usable_id(form.get("TranscriptionSid"))
        if call_id is None or own is None:
            raise CallbackError("a callback without a usable CallSid and TranscriptionSid")
        try:
            kind, sequence = (
                TranscriptionKind(form.get("TranscriptionEvent", "")),
                int(form["SequenceId"]),
            )
        except (ValueError, KeyError):
            raise CallbackError("a callback of an unknown event, or without a SequenceId") from None
        account, at = usable_id(form.get("AccountSid")), form.get("Timestamp", "")[:_MAX_TIMESTAMP]
        if kind is not TranscriptionKind.CONTENT:
            return cls(kind, call_id, own, account, sequence, said_at=at)
        speaker = {"inbound_track": inbound, "outbound_track": inbound.other}.get(
            form.get("Track", "")
        )
        text, confidence = _words(form.get("TranscriptionData", ""))
        if speaker is None or text is None:
            raise CallbackError("content without usable words, or of neither track")
        final = form.get("Final", "true").lower() == "true"
        language = form.get("LanguageCode") or None
        return cls(
            kind, call_id, own, account, sequence, speaker, text, final, language, confidence, at
        )


def pieces_of(text: str) -> list[str]:
    """Words as pieces of `MAX_TEXT` at most, cut where a sentence or a word ends."""
    pieces: list[str] = []
    while len(text) > MAX_TEXT:
        ends = (text.rfind(mark, 0, MAX_TEXT) + 1 for mark in (". ", "? ", "! ", " "))
        at = next((end for end in ends if end > MAX_TEXT // 2), MAX_TEXT)
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [*pieces, text]


def _words(data: str) -> tuple[str | None, float | None]:
    """The words of `TranscriptionData`, and how sure they are."""
    try:
        said: Any = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None, None
    text = said.get("transcript") if isinstance(said, dict) else None
    return (text, _share(said.get("confidence"))) if isinstance(text, str) else (None, None)


def _share(value: Any) -> float | None:
    try:
        share = -1.0 if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None
    return share if 0 <= share <= 1 else None
