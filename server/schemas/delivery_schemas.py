"""Delivery schemas: what is asked of a write-back over REST, and what is answered."""

from datetime import datetime
from typing import Annotated, Any, Self

import orjson
from pydantic import BaseModel, ConfigDict, Field

from pipeline.delivery_attempts import DeliveryOutcome
from pipeline.write_back import Planned
from services.delivery.person import email_in, phone_in
from services.delivery.request import Outgoing
from services.delivery.target import ContactQuery
from stores.deliveries import DeliveryRecord

_Name = Annotated[str, Field(min_length=1, max_length=64)]
_Value = Annotated[str, Field(max_length=320)]


class PersonBody(BaseModel):
    """Whom the call was with, as the CRM knows them. It is looked up, and not kept."""

    model_config = ConfigDict(extra="forbid")

    customer_id: _Value = ""
    email: _Value = ""
    phone: _Value = Field(default="", description="With its country's code: +14155550123.")

    def person(self) -> ContactQuery:
        """The person; what is no address or number tells nothing."""
        return ContactQuery(self.customer_id.strip(), email_in(self.email), phone_in(self.phone))


class Send(BaseModel):
    """A request to tell targets of a call."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": ["hubspot"], "dry_run": True}]}
    )

    to: list[_Name] = Field(default=[], max_length=50, description="Names of targets; none: all.")
    dry_run: bool = Field(default=False, description="Show what would be sent, and send nothing.")
    person: PersonBody | None = None
    approved: list[_Name] = Field(
        default=[], max_length=200, description="CRM fields that need approval, and have it."
    )


class RequestItem(BaseModel):
    """A request that would be sent; what is known only then stands in braces."""

    method: str
    address: str
    body: Any = None

    @classmethod
    def of(cls, request: Outgoing) -> Self:
        """The item of a request, without its headers, which are secret."""
        payload = request.payload()
        body = orjson.loads(payload) if payload else None
        return cls(method=request.method, address=request.address, body=body)


class DeliveryItem(BaseModel):
    """One thing that is told to one target."""

    target: str
    kind: str = Field(examples=["call.ended"])
    key: str = Field(description="Its id, the same for the same thing.")
    state: str = Field(examples=["planned", "sent", "waiting", "dead", "sending", "undone"])
    call_id: str
    tries: int = Field(default=0, description="How many tries have failed.")
    at: datetime | None = None
    error_code: str | None = None
    message: str | None = None
    retry_after: float | None = Field(default=None, description="Seconds until the next try.")
    requests: list[RequestItem] = Field(default=[], description="Of a dry run.")
    needs_approval: list[str] = Field(default=[], description="CRM fields that are left out.")

    @classmethod
    def planned(cls, call_id: str, planned: Planned) -> Self:
        """The item of what would be sent."""
        delivery = planned.delivery
        return cls(
            target=planned.target,
            kind=delivery.kind,
            key=delivery.key,
            state="planned",
            call_id=call_id,
            requests=[RequestItem.of(one) for one in delivery.requests],
            needs_approval=list(delivery.waiting),
        )

    @classmethod
    def kept(cls, record: DeliveryRecord) -> Self:
        """The item of a delivery, as the log has it."""
        return cls(
            target=record.target,
            kind=record.kind,
            key=record.key,
            state=record.state,
            call_id=record.call_id,
            tries=record.tries,
            at=record.at,
            error_code=record.code,
        )

    @classmethod
    def tried(cls, outcome: DeliveryOutcome) -> Self:
        """The item of a delivery that was just tried."""
        item = cls.kept(outcome.record)
        if error := outcome.error:
            item.error_code, item.message = error.code, error.message
            item.retry_after = error.retry_after
        return item
