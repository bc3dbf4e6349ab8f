"""`callshadow send`: an ended call is told to other systems by hand."""

import argparse
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bots.check_finding import CheckState
from bots.send import main
from bots.write_back_check import check_crm, check_webhooks
from conversation.errors import CallShadowError
from conversation.events.event import CallEvent
from peers.hubspot import TOKEN, HubSpotPeer
from peers.webhook_receiver import SECRET, WebhookPeer
from pubsub.clock import Clock
from services.delivery.errors import DeliveryError
from settings import Settings, SettingsError, load
from stores.log.event_log import open_event_log
from tests.conversation.after_call.calls import CALL, events


@pytest.fixture
async def peer(tmp_path: Path) -> AsyncIterator[WebhookPeer]:
    """A receiver, a file that names it, and a log with a call."""
    (tmp_path / "secret").write_text(SECRET)
    async with WebhookPeer(Clock().now) as peer:
        file = f"bridge:\n  url: {peer.url}\n  secret_file: {tmp_path}/secret\n"
        file += "  events: [call.ended]\n"
        (tmp_path / "webhooks.yaml").write_text(file)
        async with open_event_log(f"sqlite:///{tmp_path}/calls.db") as log:
            for one in events():
                await log.append(CallEvent(CALL, one.type, one.at, one.data))
        yield peer


def settings_in(folder: Path) -> Settings:
    return load(data_dir=folder, webhooks=folder / "webhooks.yaml")


def arguments(**given: Any) -> argparse.Namespace:
    """The command's arguments."""
    default = {"call_id": CALL, "to": None, "dry_run": False, "dead": False, "approve": []}
    default |= {"phone": None, "email": None, "customer_id": None}
    return argparse.Namespace(**default | given)


async def test_a_call_is_sent(
    peer: WebhookPeer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """First shown, then sent, then there is nothing left to do."""
    settings = settings_in(tmp_path)
    assert await main(arguments(dry_run=True), settings) == 0
    shown = capsys.readouterr().out
    assert f"POST {peer.url}" in shown
    assert '"duration_ms": 125000' in shown
    assert peer.requests == []
    for _ in range(2):
        assert await main(arguments(to="bridge"), settings) == 0
        assert capsys.readouterr().out == "sent     bridge  call.ended\n"
    assert len(peer.taken) == 1


async def test_what_is_not_taken(
    peer: WebhookPeer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, why and when to try again; what is dead is listed."""
    settings = settings_in(tmp_path)
    peer.answers = [(429, {}), (410, {})]
    assert await main(arguments(), settings) == 1
    told = capsys.readouterr().out
    assert told.startswith("waiting  bridge  call.ended: the webhook bridge takes no more")
    assert told.endswith("Again in 5 s.\n")
    assert await main(arguments(dead=True), settings) == 0
    assert capsys.readouterr().out == "nothing\n"
    assert await main(arguments(), settings) == 1
    capsys.readouterr()
    assert await main(arguments(dead=True), settings) == 0
    assert capsys.readouterr().out.endswith(f"  bridge  call.ended  {CALL}  target_off\n")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"to": "brige"}, "no target 'brige'; there is bridge"),
        ({"call_id": "CA-none"}, "no call CA-none"),
        ({"phone": "0123"}, "--phone: a number with its country's code"),
        ({"email": "ada"}, "--email: an address like"),
    ],
)
async def test_what_is_wrong(
    peer: WebhookPeer, tmp_path: Path, given: dict[str, Any], told: str
) -> None:
    """One line that says what is right."""
    with pytest.raises(CallShadowError, match=told):
        await main(arguments(**given), settings_in(tmp_path))
    assert peer.requests == []


async def test_nothing_is_set(tmp_path: Path) -> None:
    """Then there is nobody to tell."""
    with pytest.raises(DeliveryError, match="no target is set"):
        await main(arguments(), load(data_dir=tmp_path))


async def test_the_check_of_webhooks(peer: WebhookPeer, tmp_path: Path) -> None:
    """They are named and not asked; a wrong secret is told."""
    found = await check_webhooks(settings_in(tmp_path))
    assert found
    assert found.state is CheckState.OK
    assert found.detail == "bridge (1 types); they are not asked"
    assert peer.requests == []
    assert await check_webhooks(load()) is None
    (tmp_path / "secret").write_text("hunter2")
    with pytest.raises(SettingsError, match="the secret of"):
        await check_webhooks(settings_in(tmp_path))


async def test_the_check_of_a_crm() -> None:
    """It is asked, and nothing is written; what is missing is named."""
    assert await check_crm(load()) is None
    async with HubSpotPeer() as crm:
        asked = load(crm="HubSpot", hubspot_token=TOKEN, hubspot_base_url=crm.url)
        found = await check_crm(asked)
        assert found
        assert (found.state, crm.writes()) == (CheckState.OK, [])
        crm.answers = [(401, {})]
        refused = await check_crm(asked)
        assert refused
        assert (refused.state, refused.stops) == (CheckState.FAILED, False)
    with pytest.raises(SettingsError, match="CRM=hubspot needs HUBSPOT_TOKEN"):
        await check_crm(load(crm="hubspot"))
    with pytest.raises(
        SettingsError,
        match=r"CRM=hubspt: Input should be 'hubspot', .* or '\w+'; is 'hubspot' meant",
    ):
        await check_crm(load(crm="hubspt"))
