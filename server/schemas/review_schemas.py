"""Review schemas: what `GET /api/prompts/{name}/review` answers, as `callshadow prompts review`."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from conversation.insights.question import By, Question
from conversation.insights.review.example import Example
from conversation.insights.review.review import Review, Subject, findings
from server.auth.policy import Narrowed
from server.queries.period_query import Period
from server.schemas.insight_schemas import GroupOut


class ReviewQuery(Period):
    """Of which calls, and with how many examples."""

    examples: Annotated[int, Field(ge=0, le=50, description="Of each version.")] = 6

    def question(self, own: Narrowed) -> Question:
        """The question, of the calls alone that its caller may see."""
        return Question(By.PROMPT, agent_id=own.agent_id, scope=own.scope, **self.moments())


class ExampleOut(BaseModel):
    """A card in its call."""

    version: str
    call_id: str
    suggestion_id: str
    helped: bool | None
    rating: str | None
    followed: str | None
    customer: str = Field(description="All of the thought that the card answers.")
    headline: str
    questions: list[str]
    recommended_direction: str
    agent: str = Field(description="The words that show what they made of it, else their next.")
    comment: str

    @classmethod
    def of(cls, example: Example) -> Self:
        """The example as the answer has it."""
        card = example.card
        return cls(
            version=card.version,
            call_id=card.call_id,
            suggestion_id=card.suggestion_id,
            helped=card.helped,
            rating=card.rating,
            followed=card.followed,
            customer=example.customer,
            headline=example.headline,
            questions=list(example.questions),
            recommended_direction=example.direction,
            agent=example.agent,
            comment=example.comment,
        )


class ReviewOut(BaseModel):
    """The review of a prompt or a rule."""

    name: str
    subject: Subject
    versions: list[GroupOut]
    findings: list[str]
    examples: list[ExampleOut]

    @classmethod
    def of(cls, review: Review) -> Self:
        """The review as the answer has it."""
        return cls(
            name=review.name,
            subject=review.subject,
            versions=[GroupOut.of(group) for group in review.versions],
            findings=list(findings(review)),
            examples=[ExampleOut.of(one) for one in review.examples],
        )
