"""Query of insights: of which calls, in which groups."""

from pydantic import Field

from conversation.insights.question import By, Question
from server.auth.policy import Narrowed
from server.queries.period_query import Period


class InsightQuery(Period):
    """A question to the insights."""

    by: By = Field(By.WEEK, description="What the groups are.")

    def of(self, own: Narrowed) -> Question:
        """The question, of the calls alone that its caller may see."""
        return Question(self.by, agent_id=own.agent_id, scope=own.scope, **self.moments())
