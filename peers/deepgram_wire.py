"""Deepgram's `/v1/listen` on the wire, from the server's side.

Messages are shaped as deepgram-sdk's `listen/v1/types` read them; the query is what its `connect`
sends. Only 16-bit mono is known here, at 8 kHz, or at 16 kHz: of that, every second sample.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from peers.speech import RATE, Word

DEFAULT_ENDPOINTING_MS = 10
REQUEST_ID = "00000000-0000-4000-8000-000000000001"
MODEL_UUID = "00000000-0000-4000-8000-000000000002"


class QueryError(Exception):
    """A query that Deepgram, or this peer, refuses with HTTP 400."""


@dataclass(frozen=True)
class Options:
    """What a client asked for in the query.

    Attributes:
        model: The model's name.
        interim: Whether results come while an utterance goes on.
        punctuate: Whether words keep casing and punctuation.
        endpointing_ms: Silence that ends an utterance; None where it never does.
        step: How far apart the samples are that are heard, so that the audio is at 8 kHz.
    """

    model: str
    interim: bool
    punctuate: bool
    endpointing_ms: int | None
    step: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read a query.

        Raises:
            QueryError: Something is missing, or is not what this peer can hear.
        """
        if query.get("encoding") != "linear16":
            raise QueryError("encoding has to be linear16")
        rates = {str(RATE * step): step for step in (1, 2)}
        step = rates.get(query.get("sample_rate", ""))
        if step is None:
            raise QueryError(f"sample_rate has to be one of {', '.join(rates)}")
        if query.get("channels", "1") != "1" or not query.get("model"):
            raise QueryError("one channel and a model are needed")
        endpointing = query.get("endpointing", str(DEFAULT_ENDPOINTING_MS))
        if endpointing not in ("true", "false") and not endpointing.isdecimal():
            raise QueryError("endpointing has to be milliseconds, true or false")
        default = str(DEFAULT_ENDPOINTING_MS) if endpointing == "true" else endpointing
        return cls(
            model=query["model"],
            interim=query.get("interim_results") == "true",
            punctuate="true" in (query.get("punctuate"), query.get("smart_format")),
            endpointing_ms=None if default == "false" else int(default),
            step=step,
        )


@dataclass(frozen=True)
class Span:
    """A piece of audio, ms from the start of the socket's audio, and the words in it."""

    start_ms: int
    end_ms: int
    words: Sequence[Word] = ()


def results(
    options: Options,
    span: Span,
    *,
    is_final: bool,
    speech_final: bool = False,
    from_finalize: bool = False,
) -> str:
    """A `Results` message."""
    shown = [word.text if options.punctuate else bare(word.text) for word in span.words]
    alternative = {
        "transcript": " ".join(shown),
        "confidence": 0.99 if shown else 0.0,
        "words": [_word(word, options) for word in span.words],
    }
    return json.dumps(
        {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": (span.end_ms - span.start_ms) / 1000,
            "start": span.start_ms / 1000,
            "is_final": is_final,
            "speech_final": speech_final,
            "from_finalize": from_finalize,
            "channel": {"alternatives": [alternative]},
            "metadata": {
                "request_id": REQUEST_ID,
                "model_info": {"name": options.model, "version": "0", "arch": options.model},
                "model_uuid": MODEL_UUID,
            },
        }
    )


def is_final(message: str) -> bool:
    """Whether a message is a final result."""
    said = json.loads(message)
    return said.get("is_final", said.get("event") == "EndOfTurn")


def metadata(duration_ms: int) -> str:
    """The `Metadata` message that ends a stream."""
    return json.dumps(
        {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": REQUEST_ID,
            "sha256": "0" * 64,
            "created": "2026-11-20T08:00:00.000Z",
            "duration": duration_ms / 1000,
            "channels": 1,
        }
    )


def schema_error(message: str) -> str:
    """The `Error` message for a text that could not be understood."""
    return json.dumps(
        {
            "type": "Error",
            "variant": "SchemaError",
            "description": "Could not deserialize last text message",
            "message": message,
        }
    )


def bare(text: str) -> str:
    """A word without casing and outer punctuation."""
    return text.strip(".,;:!?…\"'()-").lower()


def _word(word: Word, options: Options) -> dict[str, Any]:
    described = {
        "word": bare(word.text),
        "start": word.start_ms / 1000,
        "end": word.end_ms / 1000,
        "confidence": 0.99,
    }
    return described | ({"punctuated_word": word.text} if options.punctuate else {})
