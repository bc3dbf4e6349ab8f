"""Deepgram's Flux on the wire, `/v2/listen`, from the server's side: its turns and their messages.

Shaped as deepgram-sdk's `listen/v2/types` read them. A turn ends by itself at a silence, or by
`ForceEndTurn` on the audio that is here; `CloseStream` ends none.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from peers.deepgram_wire import REQUEST_ID, QueryError
from peers.speech import BLOCK, BLOCK_MS, RATE, Ear, Word, is_loud, samples

UPDATE_MS = 240
"""Audio between two messages where nothing changes."""
END_MS = 640
"""Silence after words that ends a turn."""
_NAMES = {
    *("model", "encoding", "sample_rate", "keyterm", "language_hint", "numerals", "redact"),
    *("eager_eot_threshold", "eot_threshold", "eot_timeout_ms", "profanity_filter"),
    *("mip_opt_out", "tag"),
}


@dataclass(frozen=True)
class FluxOptions:
    """What a client asked for in the query."""

    model: str

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read a query.

        Raises:
            QueryError: Something is missing, unknown, or not what this peer can hear.
        """
        if strange := sorted(set(query) - _NAMES):
            raise QueryError(f"no such parameter: {strange[0]}")
        if query.get("encoding") != "linear16" or query.get("sample_rate") != str(RATE):
            raise QueryError(f"linear16 at {RATE} Hz is needed")
        if query.get("model") not in ("flux-general-en", "flux-general-multi"):
            raise QueryError("no such model")
        return cls(query["model"])


CONNECTED = json.dumps({"type": "Connected", "request_id": REQUEST_ID, "sequence_id": 0})


class FluxTranscriber:
    """The recognition of one socket's audio. Every method returns the messages to send."""

    def __init__(self, ear: Ear):
        self._ear = ear
        self._rest = b""
        self._position_ms = 0
        self._turn_ms = 0  # where the turn's audio begins
        self._told_ms = 0
        self._quiet_ms = 0
        self._words: list[Word] = []
        self._turns = 0
        self._sequence = 0

    def hear(self, pcm: bytes) -> list[str]:
        """Take audio."""
        audio = self._rest + pcm
        whole = len(audio) - len(audio) % (2 * BLOCK)
        self._rest = audio[whole:]
        blocks = (audio[at : at + 2 * BLOCK] for at in range(0, whole, 2 * BLOCK))
        return [message for block in blocks for message in self._hear_block(block)]

    def finalize(self) -> list[str]:
        """Answer `ForceEndTurn`; where no turn is open, with nothing."""
        self._words += self._ear.flush()
        return [self._end("manual")] if self._words else []

    def close(self) -> list[str]:
        """Answer `CloseStream`."""
        return []

    def _hear_block(self, pcm: bytes) -> list[str]:
        block = samples(pcm)
        self._position_ms += BLOCK_MS
        self._quiet_ms = 0 if is_loud(block) else self._quiet_ms + BLOCK_MS
        begun = bool(self._words)
        heard = self._ear.hear(block)
        self._words += heard
        if self._words and self._quiet_ms >= END_MS:
            return [self._end("model")]
        if heard or self._position_ms - self._told_ms >= UPDATE_MS:
            return [self._tell("Update" if begun or not heard else "StartOfTurn")]
        return []

    def _end(self, trigger: str) -> str:
        message = self._tell("EndOfTurn", trigger=trigger)
        self._turns += 1
        self._turn_ms, self._words = self._position_ms, []
        return message

    def _tell(self, event: str, **more: Any) -> str:
        self._told_ms = self._position_ms
        self._sequence += 1
        words = [
            {
                "word": word.text,
                "confidence": 0.99,
                "start": word.start_ms / 1000,
                "end": word.end_ms / 1000,
            }
            for word in self._words
        ]
        return json.dumps(
            {
                "type": "TurnInfo",
                "request_id": REQUEST_ID,
                "sequence_id": self._sequence,
                "event": event,
                "turn_index": self._turns,
                "audio_window_start": self._turn_ms / 1000,
                "audio_window_end": self._position_ms / 1000,
                "transcript": " ".join(word.text for word in self._words),
                "words": words,
                "end_of_turn_confidence": 0.9 if event == "EndOfTurn" else 0.1,
                **more,
            }
        )
