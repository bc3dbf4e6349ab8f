"""Shadow record: what a candidate would have shown in a call, and what it took; nobody saw it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from conversation.events.payloads import (
    Failure,
    Payload,
    SuggestionFinal,
    SuggestionSuppressed,
    SuggestionWithdrawn,
)

_KEPT = (
    "suggestion_id",
    "turn_id",
    "headline",
    "questions",
    "recommended_direction",
    "priority",
    "confidence",
    "signals_detected",
    "rules",
    "lane",
    "model",
    "prompt",
    "latency_ms",
)
"""The fields of `suggestion.final` that a comparison reads."""


class RunMode(StrEnum):
    """The way in which a candidate heard a call: beside it, or again after it."""

    LIVE = "live"
    REPLAY = "replay"


@dataclass(slots=True)
class ShadowRecord:
    """The record of a candidate on one stream of a call.

    Attributes:
        cards: Those that were whole and not withdrawn: fields of `suggestion.final`.
        held_back: Cards that the candidate would have kept to itself.
        outages: How often a model ceased to answer; as long as it fails alike, it is one.
        requests: How often one was asked.
        cost: USD, where prices are known.
        whole: Whether it heard the stream to its end; else its silence says nothing.
    """

    cards: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    held_back: int = 0
    outages: int = 0
    requests: int = 0
    cost: float = 0.0
    whole: bool = True

    def take(self, payload: Payload) -> None:
        """Take in what the candidate's engine tells."""
        match payload:
            case SuggestionFinal():
                self.cards.append(kept(payload.as_data()))
            case SuggestionWithdrawn():
                gone = payload.suggestion_id
                self.cards = [one for one in self.cards if one["suggestion_id"] != gone]
            case SuggestionSuppressed(headline=str()):
                self.held_back += 1
            case Failure():
                self.outages += 1
            case _:
                pass

    def as_data(self) -> dict[str, Any]:
        """The record as JSON-able values."""
        return asdict(self)


def kept(final: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a card that are kept of its `suggestion.final`."""
    return {name: final[name] for name in _KEPT if name in final}


@dataclass(frozen=True, slots=True)
class StoredShadow:
    """A shadow record as the log has it.

    Attributes:
        call_id: The call.
        candidate: Who coached beside it, by name.
        how: Beside it, or again.
        record: What came of it.
    """

    call_id: str
    candidate: str
    how: RunMode
    record: ShadowRecord


def joined(records: Sequence[ShadowRecord]) -> ShadowRecord:
    """The record of a call whose stream came back, of its streams in their order."""
    return ShadowRecord(
        [card for one in records for card in one.cards],
        sum(one.held_back for one in records),
        sum(one.outages for one in records),
        sum(one.requests for one in records),
        sum(one.cost for one in records),
        all(one.whole for one in records),
    )
