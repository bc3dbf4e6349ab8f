"""A CRM's peer, and a target that writes into it."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from conversation.after_call.note import note_of
from pubsub.clock import Clock
from services.crm.providers import open_crm
from services.crm.target import CrmTarget
from services.delivery.target import CallToTell, ContactQuery, Delivery, Made
from settings import load
from tests.conversation.after_call.calls import CALL, SCORE, WHOLE, events

PHONE, EMAIL = "+14155550123", "ada@example.com"
ADA = ContactQuery(email=EMAIL, phone=PHONE)


@asynccontextmanager
async def crm(**settings: Any) -> AsyncIterator[CrmTarget]:
    """The CRM of those settings."""
    async with open_crm(load(**settings), Clock()) as (target,):
        yield target


def wanted(person: ContactQuery = ADA, approved: Collection[str] = (), *more: Any) -> CallToTell:
    """All that may be told of a call with a person."""
    return CallToTell(note_of(CALL, events(*WHOLE, *more), SCORE), person, approved)


def told(target: CrmTarget, what: CallToTell | None = None) -> dict[str, Delivery]:
    """What would be delivered, by its kind."""
    return {one.kind: one for one in target.deliveries(what or wanted())}


async def sent(target: CrmTarget, kind: str, what: CallToTell | None = None) -> Made:
    """What a delivery made."""
    return await target.send(told(target, what)[kind])


def field_file(folder: Path, text: str) -> Path:
    """A file of fields."""
    path = folder / "fields.yaml"
    path.write_text(text)
    return path
