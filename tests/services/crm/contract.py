"""What each CRM does, whoever its vendor is: a subclass says how its peer is set up and read."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from conversation.errors import ErrorCode
from services.crm.target import CrmTarget
from services.delivery.errors import DeliveryError
from services.delivery.target import ContactQuery
from tests.conversation.after_call.calls import summary_of
from tests.services.crm.stage import ADA, EMAIL, PHONE, crm, field_file, sent, told, wanted

NEWER = ("call.summary", summary_of("They changed their mind."))


class CrmContract:
    """The tests of a CRM."""

    def opened(self) -> AbstractAsyncContextManager[Any]:
        """The vendor's peer."""
        raise NotImplementedError

    def settings(self, peer: Any) -> dict[str, Any]:
        """What the product is told of it."""
        raise NotImplementedError

    def person(self, peer: Any, **known: str) -> str:
        """A contact with an `email` and a `phone`; returns the id."""
        raise NotImplementedError

    def notes(self, peer: Any) -> Mapping[str, tuple[str | None, str]]:
        """The notes that the peer has: of whom, and their text; by id."""
        raise NotImplementedError

    def fields(self, peer: Any, contact: str) -> Mapping[str, Any]:
        """The properties of a contact."""
        raise NotImplementedError

    custom: str = "budget_eur"
    """The name of a property of the peer's contacts that takes a number."""

    @pytest.mark.parametrize("phone", [PHONE, "(415) 555-0123", "415-555-0123", "001 415 5550123"])
    async def test_the_call_stands_at_the_person(self, phone: str) -> None:
        """Found by their address, else by their whole number, however it is written there."""
        for known in ({"email": EMAIL.upper(), "phone": ""}, {"email": "", "phone": phone}):
            if phone.startswith("001") and not known["email"]:
                continue
            async with self.opened() as peer, crm(**self.settings(peer)) as target:
                self.person(peer, email="eve@example.com", phone="+14155550124")
                ada = self.person(peer, **known)
                made = await sent(target, "note")
                ((of, text),) = self.notes(peer).values()
                assert of == ada
                assert "Send the offer (2026-11-27)" in text
                assert list(self.notes(peer)) == [made["note"]]

    @pytest.mark.parametrize(
        ("phones", "code"),
        [
            ([], ErrorCode.PERSON_UNKNOWN),
            (["+33155550123", "+144155550123", "5550123", "not one"], ErrorCode.PERSON_UNKNOWN),
            ([PHONE, PHONE], ErrorCode.PERSON_AMBIGUOUS),
        ],
    )
    async def test_nobody_is_guessed(self, phones: list[str], code: ErrorCode) -> None:
        """Who is not there, has a number that is nearly it, or is one of two: nothing is made."""
        async with self.opened() as peer, crm(**self.settings(peer)) as target:
            for phone in phones:
                self.person(peer, email="", phone=phone)
            with pytest.raises(DeliveryError) as nobody:
                await sent(target, "note")
            assert (nobody.value.code, nobody.value.is_failure) == (code, False)
            assert peer.writes() == []

    async def test_a_note_of_nobody(self) -> None:
        """Where it is wanted, it is made all the same, at no person."""
        async with self.opened() as peer:
            settings = self.settings(peer) | {"crm_without_person": "note"}
            async with crm(**settings) as target:
                await sent(target, "note")
                ((of, _),) = self.notes(peer).values()
                assert of is None

    async def test_by_what_a_person_is_looked_up(self) -> None:
        """By the CRM's own id where that is wanted; not where it is not."""
        async with self.opened() as peer:
            ada = self.person(peer, email=EMAIL, phone=PHONE)
            known = ContactQuery(customer_id=ada)
            async with crm(**self.settings(peer), crm_person_by="id") as target:
                await sent(target, "note", wanted(known))
                assert [of for of, _ in self.notes(peer).values()] == [ada]
                with pytest.raises(DeliveryError, match="no contact"):
                    await sent(
                        target, "note", wanted(ContactQuery(customer_id="4711", phone=PHONE))
                    )
            async with crm(**self.settings(peer)) as target:
                with pytest.raises(DeliveryError, match="no contact"):
                    await sent(target, "note", wanted(known))

    async def test_a_call_has_one_note(self) -> None:
        """Sent again after the answer was lost, or with a newer summary, it is the same one."""
        async with self.opened() as peer, crm(**self.settings(peer)) as target:
            self.person(peer, email=EMAIL, phone=PHONE)
            peer.loses = True
            with pytest.raises(DeliveryError) as lost:
                await sent(target, "note")
            assert lost.value.retryable
            made = await sent(target, "note")
            assert len(self.notes(peer)) == 1
            assert "note" not in made
            newer = told(target, wanted(ADA, (), NEWER))["note"]
            assert newer.key != told(target)["note"].key
            await target.send(newer)
            ((_, text),) = self.notes(peer).values()
            assert "They changed their mind." in text

    async def test_a_note_is_taken_back(self) -> None:
        """It is deleted; twice, or where somebody has deleted it, is fine."""
        async with self.opened() as peer, crm(**self.settings(peer)) as target:
            self.person(peer, email=EMAIL, phone=PHONE)
            made = await sent(target, "note")
            for _ in range(2):
                await target.undo(made)
                assert dict(self.notes(peer)) == {}

    async def test_fields_are_written_and_put_back(self, tmp_path: Path) -> None:
        """What needs approval waits for it; what was there before is there again after an undo."""
        rules = f"budget:\n  property: {self.custom}\n  as: number\n  approval: true\n"
        async with self.opened() as peer:
            ada = self.person(peer, email=EMAIL, phone=PHONE)
            settings = self.settings(peer) | {"crm_fields": field_file(tmp_path, rules)}
            async with crm(**settings) as target:
                asleep = told(target)["fields"]
                assert (asleep.waiting, asleep.requests) == (("budget",), [])
                with pytest.raises(DeliveryError) as waits:
                    await target.send(asleep)
                assert waits.value.code == ErrorCode.APPROVAL_MISSING
                made = await sent(target, "fields", wanted(ADA, ["budget"]))
                assert float(self.fields(peer, ada)[self.custom]) == 20000
                await target.undo(made)
                assert not self.fields(peer, ada).get(self.custom)

    async def test_what_somebody_has_changed_since_is_left(self, tmp_path: Path) -> None:
        """An undo puts nothing over it."""
        rules = f"budget:\n  property: {self.custom}\n  as: number\n"
        async with self.opened() as peer:
            ada = self.person(peer, email=EMAIL, phone=PHONE)
            settings = self.settings(peer) | {"crm_fields": field_file(tmp_path, rules)}
            async with crm(**settings) as target:
                made = await sent(target, "fields")
                self.set_field(peer, ada, self.custom, 5)
                await target.undo(made)
                assert float(self.fields(peer, ada)[self.custom]) == 5

    def set_field(self, peer: Any, contact: str, name: str, value: float) -> None:
        """Somebody changes a property in the CRM."""
        raise NotImplementedError

    @pytest.mark.parametrize(
        ("status", "headers", "code", "retry_after"),
        [
            (401, {}, ErrorCode.TARGET_UNAUTHORIZED, None),
            (429, {"Retry-After": "9"}, ErrorCode.TARGET_LIMIT, 9),
            (500, {}, ErrorCode.TARGET_UNREACHABLE, None),
            (502, {"Retry-After": "3"}, ErrorCode.TARGET_UNREACHABLE, 3),
            (400, {}, ErrorCode.TARGET_REFUSED, None),
        ],
    )
    async def test_a_crm_that_refuses(
        self, status: int, headers: dict[str, str], code: ErrorCode, retry_after: float | None
    ) -> None:
        """A typed error that says whether and when to try again, and none of the vendor's words."""
        async with self.opened() as peer, crm(**self.settings(peer)) as target:
            peer.answers = [(status, headers)] * 3
            with pytest.raises(DeliveryError) as refused:
                await sent(target, "note")
            error = refused.value
            assert (error.code, error.retry_after) == (code, retry_after)
            assert error.retryable is (
                code in (ErrorCode.TARGET_LIMIT, ErrorCode.TARGET_UNREACHABLE)
            )
            assert "the words of" not in str(error)
            assert peer.writes() == []

    async def test_the_plan_shows_the_requests(self) -> None:
        """Those that are made, with the person in braces; no secret, and nothing is asked."""
        async with self.opened() as peer, crm(**self.settings(peer)) as target:
            self.person(peer, email=EMAIL, phone="")
            delivery = told(target)["note"]
            assert peer.asked == []
            assert all(not request.headers for request in delivery.requests)
            assert "{person}" in str(delivery.requests[-1].json)
            await target.send(delivery)
            shown = [
                (r.method, unquote(r.address.removeprefix(peer.url))) for r in delivery.requests
            ]
            asked = [(r.method, unquote(r.path)) for r in peer.asked]
            assert shown[0] in asked
            assert shown[-1] == asked[-1]

    async def test_an_answer_of_odd_types_is_no_error_of_ours(self, tmp_path: Path) -> None:
        """Whatever stands in whose place: it is read, or it is an answer that can't be read."""
        fields = field_file(tmp_path, f"budget: {{property: {self.custom}, as: number}}")
        async with (
            self.opened() as peer,
            crm(**self.settings(peer) | {"crm_fields": fields}) as target,
        ):
            self.person(peer, email=EMAIL, phone=PHONE)
            for kind in ("note", "fields"):
                answers = list[Any]()
                peer.bend = lambda _, answer, answers=answers: answers.append(answer) or answer
                peer.asked.clear()
                await sent(target, kind)
                for place, right in enumerate(answers):
                    for wrong in _bent(right):
                        peer.bend = lambda n, answer, place=place, wrong=wrong: (
                            wrong if n == place else answer
                        )
                        peer.asked.clear()
                        await _is_read_or_refused(target, kind)


async def _is_read_or_refused(target: CrmTarget, kind: str) -> None:
    try:
        made = await sent(target, kind)
    except DeliveryError:
        return
    for name in ("note", "changed", "contact"):
        assert isinstance(made.get(name, "x"), str | None), made
        assert made.get(name) != "None"


def _bent(value: Any) -> Iterator[Any]:
    """A JSON value with one of its parts, at a time, of another type."""
    yield from (None, True, 7, "x", [], {}, [None], [[]], {"a": []})
    if isinstance(value, dict):
        for name, part in value.items():
            yield {key: one for key, one in value.items() if key != name}
            yield from ({**value, name: other} for other in _bent(part))
    if isinstance(value, list) and value:
        yield from ([other, *value[1:]] for other in _bent(value[0]))
