"""Query of insights: of which calls, in which groups; a filter that there is not is refused."""

from pydantic import ConfigDict, Field

from conversation.insights.question import By, Question
from server.period_query import Period


class InsightQuery(Period):
    """A question to the insights."""

    model_config = ConfigDict(populate_by_name=False)

    by: By = Field(By.WEEK, description="What the groups are.")

    def of(self, agent_id: str | None) -> Question:
        """The question, of the calls of an agent alone if one is named."""
        return Question(self.by, agent_id=agent_id, **self.moments())
