"""Query of the list of calls: its filters."""

from typing import Annotated, Any, Literal

from pydantic import Field

from server.queries.period_query import Period


class CallQuery(Period):
    """A query for calls: which ones, and how many."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    before: str | None = Field(None, description="From the `Link` header.")
    search: Annotated[
        str | None,
        Field(max_length=200, description='Words and "phrases", all in one turn or headline.'),
    ] = None
    state: Literal["live", "ended"] | None = None

    def as_arguments(self) -> dict[str, Any]:
        """The arguments of `EventLog.calls`, but for the agent."""
        return {
            "limit": self.limit,
            "before": self.before,
            "search": self.search,
            "is_open": None if self.state is None else self.state == "live",
        } | self.moments()
