"""Schemas of the wall: its rows, and the messages that tell them."""

from datetime import datetime

from pydantic import BaseModel, Field

from conversation.wall.risk import Code, Level


class WallReason(BaseModel, extra="allow"):
    """A reason of a risk; `title`, `headline`, `seconds`, `score`, `falling` where it has them."""

    code: Code
    points: int
    words: str = Field(description="The reason in English.")


class WallRisk(BaseModel):
    """A risk."""

    score: int = Field(description="From 0 to 100; `docs/wall.md` says of what.")
    level: Level
    reasons: list[WallReason] = Field(description="The heaviest first.")


class WallCard(BaseModel):
    """The card that the agent was shown last."""

    suggestion_id: str
    headline: str
    priority: str
    at: datetime


class WallAlert(BaseModel):
    """An alert of the playbook that was raised in the call."""

    alert_id: str
    title: str
    priority: str
    at: datetime


class WallRow(BaseModel):
    """A live call."""

    call_id: str
    agent_id: str | None
    agent: str | None
    customer: str | None
    teams: list[str] = Field(description="The call's parameter `team`, and those of `OIDC_USERS`.")
    source: str
    playbook: str | None
    playbook_title: str | None
    language: str | None
    started_at: datetime
    held: bool
    quiet_since: datetime | None = Field(description="Where dead air is a reason of its risk.")
    sentiment: float | None = Field(description="The customer's, from -1 to 1.")
    card: WallCard | None
    alerts: list[WallAlert] = Field(description="The newest first.")
    join_url: str | None = Field(description="`JOIN_URL` for this call, which only opens it.")
    figures_known: bool = Field(
        description="Whether all of the row is known: else who and since when alone, and the `risk`"
        " is the last that was."
    )
    risk: WallRisk


class Wall(BaseModel):
    """The wall, or what has changed of it."""

    at: datetime
    whole: bool = Field(description="Whether these are all rows.")
    rows: list[WallRow]
    gone: list[str] = Field(description="The ids of calls that have ended.")
