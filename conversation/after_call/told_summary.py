"""Summary of an ended call, as other systems are told of it: read from its event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conversation.after_call.summary.parts import CallOutcome, FieldState


@dataclass(frozen=True, slots=True)
class ToldField:
    """A CRM field whose value was told.

    Attributes:
        title: What a person calls it.
        value: What it is.
        quote: The words that it rests on.
        confidence: From 0 to 1; None where that is not told.
    """

    title: str
    value: str
    quote: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class ToldObjection:
    """An objection, and what the agent answered; None: nothing."""

    text: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of what was said in a call, and what comes of it.

    Attributes:
        wants: What the customer wants.
        agreed: What was agreed.
        open: What is open.
        stage: The title of the stage in which the call ended.
        objections: Each with how it was met.
        buying_signals: What shows that the customer may buy.
        risks: What may go wrong.
        next_step: What happens next, and when.
        disposition: How the call ended for the business.
        fields: The CRM fields whose value was told, by name.
        data: The data of the event.
    """

    wants: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    stage: str = ""
    objections: tuple[ToldObjection, ...] = ()
    buying_signals: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    next_step: str = ""
    disposition: CallOutcome = CallOutcome.INFORMED
    fields: Mapping[str, ToldField] = field(default_factory=dict[str, ToldField])
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Summary":
        """The summary of a `call.summary` event's data."""
        customer, lead = data["customer"], data["lead"]
        return cls(
            wants=_texts(customer["wants"]),
            agreed=_texts(customer["agreed"]),
            open=_texts(customer["open"]),
            stage=lead["stage"]["title"] if lead["stage"] else "",
            objections=tuple(ToldObjection(o["text"], o["answer"]) for o in lead["objections"]),
            buying_signals=_texts(lead["buying_signals"]),
            risks=_texts(lead["risks"]),
            next_step=_dated(lead["next_step"]) if lead["next_step"] else "",
            disposition=CallOutcome(data["disposition"]["value"]),
            fields={one["name"]: _told(one) for one in data["fields"] if _is_told(one)},
            data=data,
        )


def _texts(sentences: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(one["text"] for one in sentences)


def _dated(step: Mapping[str, Any]) -> str:
    return f"{step['text']} ({step['date']})" if step["date"] else step["text"]


def _is_told(one: Mapping[str, Any]) -> bool:
    return one["state"] == FieldState.TOLD and bool(one["value"])


def _told(one: Mapping[str, Any]) -> ToldField:
    return ToldField(one["title"], one["value"], one["quote"] or "", one["confidence"])
