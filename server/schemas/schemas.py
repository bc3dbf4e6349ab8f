"""Schemas: what several routes answer."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from conversation.events.event import EventType


class Event(BaseModel):
    """A call event, as in the side channel."""

    v: int
    seq: int | None
    call_id: str
    type: EventType
    at: datetime
    data: dict[str, Any]
    trace_id: str = Field(default="", description="Left out where nothing is traced.")
