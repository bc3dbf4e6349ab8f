"""CRM as a delivery target: finds the person, makes the call's note, writes what is mapped.

| delivery | made of                         | taken back                                       |
|----------|---------------------------------|--------------------------------------------------|
| `note`   | the note in words; one a call   | deleted; one that was only changed stays         |
| `fields` | the summary's, by `CRM_FIELDS`  | the values before it, where ours still stand     |

The CRM is searched for the note first, by the call's own key: a try whose answer was lost
makes no second one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from conversation.after_call.messages import delivery_key
from conversation.after_call.note import SUMMARY, CallNote
from conversation.after_call.sections import headline, note_text
from conversation.errors import ErrorCode
from conversation.events.event import EventType
from services.crm.client import CrmClient
from services.crm.field_map import FieldMap, writable
from services.crm.lookup import PersonLookup
from services.crm.vendor import CrmNote, PersonKey, Values
from services.delivery.errors import DeliveryError
from services.delivery.target import CallToTell, ContactQuery, Delivery, Made

NOTE, FIELDS = "note", "fields"
_PERSON = "{person}"


@dataclass(frozen=True, slots=True)
class CrmRules:
    """The rules by which a CRM is written to.

    Attributes:
        person_by: By what a person is looked up, the first that tells counts.
        notes_of_nobody: Whether a note is made where nobody is found.
        fields: What is written where.
    """

    person_by: Sequence[PersonKey]
    notes_of_nobody: bool
    fields: FieldMap


@dataclass(frozen=True, slots=True)
class _Content:
    person: ContactQuery
    note: CrmNote | None = None
    values: Values = field(default_factory=dict[str, str | float | None], repr=False)


class CrmTarget:
    """One CRM.

    Attributes:
        name: The provider's.
    """

    def __init__(self, name: str, client: CrmClient, rules: CrmRules) -> None:
        """Write by `rules` over `client`."""
        self.name = name
        self._client, self._vendor, self._rules = client, client.vendor, rules
        self._lookup = PersonLookup(client, rules.person_by)

    def deliveries(self, wanted: CallToTell) -> Sequence[Delivery]:
        """The note of an ended call, and the fields that may be written."""
        note = wanted.note
        if note.facts.ended_at is None:
            return []
        told = [self._note(wanted)]
        fields = writable(self._rules.fields, note.summary, wanted.approved)
        if fields.values or fields.waiting:
            digest = sha256(repr(sorted(fields.values.items())).encode()).hexdigest()
            key = delivery_key(self.name, note.facts.call_id, FIELDS, digest)
            asked = [self._vendor.write(_PERSON, fields.values)] if fields.values else []
            requests = [self._client.outgoing(one) for one in asked]
            content = _Content(wanted.person, values=fields.values)
            told.append(Delivery(key, FIELDS, requests, fields.waiting, content))
        return told

    def _note(self, wanted: CallToTell) -> Delivery:
        note, facts = _crm_note(wanted.note), wanted.note.facts
        revisions = wanted.note.revisions
        revision = revisions.get(SUMMARY) or revisions.get(EventType.CALL_ENDED.value, 0)
        found = [self._vendor.find(by, value) for by, value in self._lookup.known_by(wanted.person)]
        asked = [*found, self._vendor.earlier(note, _PERSON), self._vendor.add(note, _PERSON)]
        return Delivery(
            delivery_key(self.name, facts.call_id, NOTE, revision),
            NOTE,
            [self._client.outgoing(one) for one in asked],
            content=_Content(wanted.person, note),
        )

    async def send(self, delivery: Delivery) -> Made:
        """Make the note, or write the fields."""
        content: _Content = delivery.content
        if content.note:
            return await self._make(content.note, content.person)
        if not content.values:
            raise DeliveryError(ErrorCode.APPROVAL_MISSING, "The fields wait for approval.")
        return await self._write(await self._lookup.contact(content.person), content.values)

    async def undo(self, made: Made) -> None:
        """Delete the note that was made; put the values back that were there before."""
        if made.get("note"):
            await self._client.ask_if_there(self._vendor.remove(made["note"]))
        if before := made.get("before"):
            await self._restore(made["contact"], before, made["written"])

    async def _make(self, note: CrmNote, person: ContactQuery) -> Made:
        try:
            contact = await self._lookup.contact(person)
        except DeliveryError as error:
            if not (error.is_nobody and self._rules.notes_of_nobody):
                raise
            contact = None
        answer = await self._client.ask(self._vendor.earlier(note, contact))
        if known := self._client.read(lambda: self._vendor.earlier_id(answer, note)):
            await self._client.ask(self._vendor.change(known, note))
            return {"changed": known, "contact": contact}
        added = await self._client.ask(self._vendor.add(note, contact))
        return {"note": self._client.read(lambda: self._vendor.added_id(added)), "contact": contact}

    async def _write(self, contact: str, values: Values) -> Made:
        before = await self._values(contact, list(values))
        await self._client.ask(self._vendor.write(contact, values))
        return {"contact": contact, "before": dict(before), "written": dict(values)}

    async def _restore(self, contact: str, before: Values, written: Values) -> None:
        """Put back what was there, but for what somebody has changed since."""
        now = await self._values(contact, list(before))
        ours = {n: v for n, v in before.items() if _is_same(now.get(n), written.get(n))}
        if ours:
            await self._client.ask_if_there(self._vendor.write(contact, ours))

    async def _values(self, contact: str, names: Sequence[str]) -> Values:
        answer = await self._client.ask(self._vendor.read(contact, names))
        return self._client.read(lambda: self._vendor.values(answer, names))


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same, be they a number or its text."""
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return (one or None) == (other or None)


def _crm_note(note: CallNote) -> CrmNote:
    facts = note.facts
    return CrmNote(
        key=f"call-shadow:{facts.call_id}",
        title=headline(note),
        text=note_text(note),
        at=facts.started_at or facts.ended_at,  # pyright: ignore[reportArgumentType] - it has ended
        duration_ms=facts.duration_ms or 0,
    )
