"""Query of insights: of which calls, in which groups; a filter that there is not is refused."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from conversation.insights.question import By, Question
from server.call_query import Moment, moment_of


class InsightQuery(BaseModel):
    """A question to the insights."""

    model_config = ConfigDict(extra="forbid")

    by: By = Field(By.WEEK, description="What the groups are.")
    since: Moment | None = Field(
        None,
        alias="from",
        description="Calls that started then or later; a day begins at midnight UTC.",
    )
    until: Moment | None = Field(
        None,
        alias="to",
        description="Calls that started before then; a day counts to its end, UTC.",
    )
    agent_id: Annotated[str | None, Field(max_length=64)] = None

    def of(self, agent_id: str | None) -> Question:
        """The question, of the calls of an agent alone if one is named."""
        since, until = moment_of(self.since), moment_of(self.until, is_end=True)
        return Question(self.by, since, until, agent_id)
