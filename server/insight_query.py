"""Query of insights: of which calls, in which groups; a filter that there is not is refused."""

from pydantic import Field

from conversation.insights.question import By, Question
from server.call_query import Period


class InsightQuery(Period):
    """A question to the insights."""

    by: By = Field(By.WEEK, description="What the groups are.")

    def of(self, agent_id: str | None) -> Question:
        """The question, of the calls of an agent alone if one is named."""
        return Question(self.by, agent_id=agent_id, **self.moments())
