"""Call schemas: the calls in a list, and one of them whole, as REST tells them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from conversation.search.snippet import Snippet
from stores.log.records import CallRecord


class FoundWords(BaseModel):
    """A turn, or a card's headline, that has the words of a search."""

    turn_id: str | None = Field(description="The turn; of a card, the one that it answers.")
    suggestion_id: str | None = Field(description="The card; null for a turn.")
    speaker: str | None = Field(description="Who said it; null for a card.")
    start_ms: int | None = Field(description="The turn's start on the call's clock.")
    text: str = Field(description="The words around; `…` where they are cut.")
    marks: list[tuple[int, int]] = Field(
        description="Where the words stand in `text`, from and to before, in code points."
    )

    @classmethod
    def of(cls, snippet: Snippet) -> Self:
        """What a snippet says."""
        return cls(
            turn_id=snippet.turn_id,
            suggestion_id=snippet.suggestion_id,
            speaker=snippet.speaker,
            start_ms=snippet.start_ms,
            text=snippet.text,
            marks=list(snippet.marks),
        )


class CallItem(BaseModel):
    """A call in the list."""

    call_id: str
    source: str = Field(examples=["twilio"])
    state: str = Field(examples=["live", "ended"])
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    duration_ms: int | None = Field(
        description="How long it was on its own clock, as its last `call.ended` says; null while "
        "it goes on, and where that is not known."
    )
    last_seq: int
    agent_id: str | None
    participants: list[dict[str, Any]]
    parameters: dict[str, str]
    turns: int
    suggestions: int
    consent: str | None = Field(
        description="`missing`, `given`, `refused` or `withdrawn`; null where nothing is known."
    )
    found: list[FoundWords] = Field(
        [], description="The first places of the words of `search`, at most 3."
    )
    join_url: str | None = Field(
        None, description="`JOIN_URL` for a live call in the list, for supervisors."
    )

    @classmethod
    def of(cls, record: CallRecord, found: Sequence[Snippet] = ()) -> Self:
        """The item of a record, with what a search has found in it."""
        return cls(
            found=[FoundWords.of(one) for one in found],
            state="ended" if record.ended_at else "live",
            participants=record.participants or [],
            parameters=record.parameters or {},
            **{
                name: getattr(record, name)
                for name in (
                    "call_id",
                    "source",
                    "started_at",
                    "ended_at",
                    "end_reason",
                    "duration_ms",
                    "last_seq",
                    "agent_id",
                    "turns",
                    "suggestions",
                    "consent",
                )
            },
        )


class CallDetail(BaseModel):
    """One call, from its log."""

    call: CallItem
    transcript: list[dict[str, Any]] = Field(description="The data of `turn.final`, by start.")
    suggestions: list[dict[str, Any]] = Field(description="The data of `suggestion.final`.")
    memory: dict[str, Any] | None = Field(description="The data of the last `memory.updated`.")
    figures: dict[str, Any]
    usage: dict[str, Any] | None = Field(description="The data of the last `usage.updated`.")
    summary: dict[str, Any] | None = Field(description="The data of the last `call.summary`.")
