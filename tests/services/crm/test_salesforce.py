"""Salesforce, against a peer that reads its queries and holds requests to its documents."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from conversation.errors import ErrorCode
from peers.salesforce import CLIENT, REFRESH, SECRET, SalesforcePeer
from services.crm.salesforce import quoted
from services.delivery.errors import DeliveryError
from services.delivery.target import ContactQuery
from tests.services.crm.contract import CrmContract
from tests.services.crm.stage import EMAIL, PHONE, crm, sent, wanted


class TestSalesforce(CrmContract):
    """What each CRM does, and what is Salesforce's own."""

    custom = "Budget__c"

    def opened(self) -> AbstractAsyncContextManager[SalesforcePeer]:
        return SalesforcePeer()

    def settings(self, peer: SalesforcePeer) -> dict[str, Any]:
        return {
            "crm": "salesforce",
            "salesforce_url": peer.url,
            "salesforce_client_id": CLIENT,
            "salesforce_client_secret": SECRET,
        }

    def person(self, peer: SalesforcePeer, **known: str) -> str:
        return peer.add("Contact", {"Email": known["email"], "Phone": known["phone"]})

    def notes(self, peer: SalesforcePeer) -> Mapping[str, tuple[str | None, str]]:
        return {
            known: (task.get("WhoId"), task["Description"])
            for known, task in peer.records["Task"].items()
        }

    def fields(self, peer: SalesforcePeer, contact: str) -> Mapping[str, Any]:
        return peer.records["Contact"][contact]

    def set_field(self, peer: SalesforcePeer, contact: str, name: str, value: float) -> None:
        peer.records["Contact"][contact][name] = value

    @pytest.mark.parametrize(
        "evil",
        ["x' OR Email != '@a.b", "x\\' OR Id != null LIMIT 1 --@a.b", 'o"neil@a.b', "\\@a.b"],
    )
    async def test_a_callers_words_stay_a_value(self, evil: str) -> None:
        """Whatever an address holds, it is compared, and nothing else of the query changes."""
        async with SalesforcePeer() as peer, crm(**self.settings(peer)) as target:
            self.person(peer, email=EMAIL, phone=PHONE)
            with pytest.raises(DeliveryError, match="no contact"):
                await sent(target, "note", wanted(ContactQuery(email=evil)))
            own = peer.add("Contact", {"Email": evil})
            made = await sent(target, "note", wanted(ContactQuery(email=evil)))
            assert made["contact"] == own

    def test_a_quoted_text(self) -> None:
        """As Salesforce escapes them."""
        assert quoted('O\'Neil \\ "x"\n') == "'O\\'Neil \\\\ \\\"x\\\"\\n'"

    async def test_a_token_is_kept_until_it_is_refused(self) -> None:
        """Two calls take one; after a 401 a new one is asked for, once, also by two at once."""
        async with SalesforcePeer() as peer, crm(**self.settings(peer)) as target:
            self.person(peer, email=EMAIL, phone=PHONE)
            await sent(target, "note")
            await sent(target, "note")
            assert peer.tokens == 1
            peer.token = "revoked"
            await asyncio.gather(sent(target, "note"), sent(target, "note"))
            assert peer.tokens == 2

    async def test_a_refresh_token(self) -> None:
        """Where there is one, tokens are asked for with it."""
        async with SalesforcePeer() as peer:
            settings = self.settings(peer) | {"salesforce_refresh_token": REFRESH}
            async with crm(**settings) as target:
                self.person(peer, email=EMAIL, phone=PHONE)
                assert (await sent(target, "note"))["note"]

    async def test_a_wrong_client(self) -> None:
        """It is said which of our settings is wrong, and not what it is."""
        async with SalesforcePeer() as peer:
            settings = self.settings(peer) | {"salesforce_client_secret": "another-secret"}
            async with crm(**settings) as target:
                with pytest.raises(DeliveryError, match="no token") as refused:
                    await sent(target, "note")
        assert refused.value.code == ErrorCode.TARGET_UNAUTHORIZED
        assert "another-secret" not in str(refused.value)

    async def test_the_organisations_limit(self) -> None:
        """Its 403 is no missing right: it may be tried again."""
        async with SalesforcePeer() as peer, crm(**self.settings(peer)) as target:
            peer.limit = True
            with pytest.raises(DeliveryError) as limited:
                await sent(target, "note")
        assert (limited.value.code, limited.value.retryable) == (ErrorCode.TARGET_LIMIT, True)
