"""HubSpot, against a peer that holds requests to its documents."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from peers.hubspot import TOKEN, HubSpotPeer
from services.crm.providers import PROVIDERS
from settings import load
from tests.conversation.after_call.calls import summary_of
from tests.services.crm.contract import CrmContract
from tests.services.crm.stage import EMAIL, PHONE, crm, sent, wanted


class TestHubSpot(CrmContract):
    """What each CRM does, and what is HubSpot's own."""

    def opened(self) -> AbstractAsyncContextManager[HubSpotPeer]:
        return HubSpotPeer()

    def settings(self, peer: HubSpotPeer) -> dict[str, Any]:
        return {"crm": "hubspot", "hubspot_token": TOKEN, "hubspot_base_url": peer.url}

    def person(self, peer: HubSpotPeer, **known: str) -> str:
        return peer.add_contact(email=known["email"], phone=known["phone"])

    def notes(self, peer: HubSpotPeer) -> Mapping[str, tuple[str | None, str]]:
        return {
            known: (peer.contact_of.get(known), properties["hs_call_body"])
            for known, properties in peer.objects["calls"].items()
        }

    def fields(self, peer: HubSpotPeer, contact: str) -> Mapping[str, Any]:
        return peer.objects["contacts"][contact]

    def set_field(self, peer: HubSpotPeer, contact: str, name: str, value: float) -> None:
        peer.objects["contacts"][contact][name] = str(value)

    async def test_a_callers_words_are_no_markup(self) -> None:
        """The body is rich text: what was said is shown as it was said."""
        async with HubSpotPeer() as peer, crm(**self.settings(peer)) as target:
            self.person(peer, email=EMAIL, phone=PHONE)
            said = ("call.summary", summary_of("<img src=x onerror=alert(1)> & more"))
            await sent(target, "note", wanted(wanted().person, (), said))
            ((_, body),) = self.notes(peer).values()
            assert "&lt;img src=x onerror=alert(1)&gt; &amp; more<br>" in body

    async def test_the_probe(self) -> None:
        """It says whether the token is taken."""
        (row,) = [row for row in PROVIDERS if row.name == "hubspot"]
        async with HubSpotPeer() as peer:
            right = load(**self.settings(peer))
            wrong = load(**self.settings(peer) | {"hubspot_token": "other"})
            assert (await row.probe(right)).ok
            told = await row.probe(wrong)
            assert (told.ok, "HTTP 401" in told.detail, "other" in told.detail) == (
                False, True, False,
            )  # fmt: skip
