"""Alert of a playbook: when a supervisor is told of a call that goes on."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from conversation.coaching.advice import Priority
from conversation.coaching.rules import Id, Part

ANY = "any"
"""The word that stands for all obligations."""
MAX_TITLE_CHARS = 72
_Names = Annotated[list[Id], Field(min_length=1, max_length=40)]


class AlertCondition(Part):
    """The condition of an alert: all that is named here holds at once.

    Attributes:
        signals: One of these was heard within the last minute: signals, or the ids of rules.
        obligations: One of these was missed or violated: their ids, or `any`.
        sentiment_below: The customer's sentiment, -1 to 1, is below this.
        dead_air_s: Nobody has spoken for so many seconds.
        risk_above: The risk of the call, 0 to 100, is above this.
    """

    signals: _Names | None = None
    obligations: _Names | None = None
    sentiment_below: Annotated[float, Field(ge=-1, le=1)] | None = None
    dead_air_s: Annotated[float, Field(ge=5, le=3600)] | None = None
    risk_above: Annotated[int, Field(ge=0, le=99)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(value is None for _, value in self):
            raise ValueError(f"an alert needs one of {', '.join(AlertCondition.model_fields)}")
        return self


class Alert(Part):
    """An alert.

    Attributes:
        id: Unique among the playbook's alerts.
        title: What the supervisor reads, at one glance.
        when: The condition.
        priority: How urgent it is.
        notify: Whether channels and webhooks that take alerts are told too, while the call goes on.
        again_after_s: It may come again so many seconds later, when the condition holds anew; once
            a call where that is not said.
    """

    id: Id
    title: Annotated[str, Field(min_length=1, max_length=MAX_TITLE_CHARS)]
    when: AlertCondition
    priority: Priority = Priority.HIGH
    notify: bool = False
    again_after_s: Annotated[float, Field(ge=30)] | None = None


Alerts = Annotated[list[Alert], Field(max_length=40, default_factory=list)]
