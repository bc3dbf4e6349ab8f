"""Twilio control: what Twilio's REST API is asked, and what its refusals become."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote

import pytest
from loguru import logger

from conversation.errors import ErrorCode
from peers.twilio import ACCOUNT, TOKEN, TwilioPeer
from pubsub.clock import Clock
from services.carriers.providers import chosen_carrier, open_carrier
from settings import SettingsError, load
from transports.control import CarrierControl, CarrierError
from transports.dial_ticket import DialTicket, DialTickets
from transports.twilio.stream_mark import MARK, StreamMarks

PUBLIC = "https://shadow.example"
CALLER = "+14155550111"
AGENT, CUSTOMER = "+14155550100", "+33612345678"


def settings(peer: TwilioPeer, **more: Any) -> dict[str, Any]:
    """The settings of an account at the peer."""
    own = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "public_url": PUBLIC}
    return own | {"twilio_base_url": peer.url, "twilio_caller_id": CALLER} | more


@asynccontextmanager
async def control(**more: Any) -> AsyncIterator[tuple[TwilioPeer, CarrierControl]]:
    """A peer, and the control of its account."""
    async with (
        TwilioPeer() as peer,
        open_carrier(load(**settings(peer, **more)), Clock()) as opened,
    ):
        assert opened is not None
        yield peer, opened


async def test_the_agent_is_rung_and_our_webhook_says_how_to_go_on() -> None:
    """`Calls.create` rings the agent from our number; the address holds the rest, sealed.

    Twilio is asked once, whatever it answers: twice would ring twice.
    """
    async with control() as (peer, carrier):
        call = await carrier.dial(AGENT, CUSTOMER, {"agent_id": "maria", "inbound_role": "agent"})
        assert call in peer.calls
        (asked,) = peer.asked
        assert asked.path == "/Calls"
        assert (asked.form["To"], asked.form["From"]) == (AGENT, CALLER)
        address, _, sealed = asked.form["Url"].partition("?dial=")
        assert address == f"{PUBLIC}/twilio/dialled"
        ticket = DialTickets(TOKEN).open(unquote(sealed), Clock().now())
        assert ticket == DialTicket(CUSTOMER, {"agent_id": "maria", "inbound_role": "agent"})
        assert asked.form["StatusCallback"] == f"{PUBLIC}/twilio/status"
        peer.refuse = [(503, 20503)]
        with pytest.raises(CarrierError):
            await carrier.dial(AGENT, CUSTOMER, {})
        assert len(peer.asked) == 2


async def test_without_a_caller_id_nobody_is_rung() -> None:
    """The setting is named, and Twilio not asked."""
    async with control(twilio_caller_id=None) as (peer, carrier):
        with pytest.raises(CarrierError, match="TWILIO_CALLER_ID") as refused:
            await carrier.dial(AGENT, CUSTOMER, {})
        assert (refused.value.code, peer.asked) == (ErrorCode.CARRIER_OFF, [])


async def test_both_tracks_are_forked_with_a_mark_of_ours() -> None:
    """`Streams.create` carries the parameters, and a mark that fits this call and them alone.

    Its name is another one each time, as names are unique in a call.
    """
    async with control() as (peer, carrier):
        call, said = peer.begin(), {"agent_id": "maria", "inbound_role": "customer"}
        assert (await carrier.attach(call, said)).startswith("MZ")
        await carrier.attach(call, said)
        first, second = (asked.form for asked in peer.asked)
        assert first["Url"] == "wss://shadow.example/twilio/media"
        assert first["Track"] == "both_tracks"
        assert first["Name"] != second["Name"]
        sent = {first[f"Parameter{n}.Name"]: first[f"Parameter{n}.Value"] for n in (1, 2, 3)}
        mark, marks, now = sent.pop(MARK), StreamMarks(TOKEN), Clock().now()
        assert sent == said
        assert marks.fits(mark, call, said, now)
        assert not marks.fits(mark, "CA0", said, now)


async def test_a_fork_is_stopped_by_its_id_and_one_that_has_stopped_stays_so() -> None:
    """`Streams.update`, status `stopped`; nothing is asked of the call itself."""
    async with control() as (peer, carrier):
        call = peer.begin()
        await carrier.detach(call, "MZ1")
        peer.calls.clear()
        await carrier.detach(call, "MZ1")
        assert [(a.path, dict(a.form)) for a in peer.asked] == [
            (f"/Calls/{call}/Streams/MZ1", {"Status": "stopped"})
        ] * 2


REFUSALS: list[tuple[tuple[int, int | str], ErrorCode, bool]] = [
    ((404, 20404), ErrorCode.CALL_NOT_FOUND, False),
    ((400, 21220), ErrorCode.CALL_OVER, False),
    ((400, "21220"), ErrorCode.CALL_OVER, False),
    ((403, 20003), ErrorCode.CARRIER_UNAUTHORIZED, False),
    ((429, 20429), ErrorCode.CARRIER_LIMIT, True),
    ((500, 20500), ErrorCode.CARRIER_UNREACHABLE, True),
    ((400, 21211), ErrorCode.CARRIER_REFUSED, False),
]


async def test_a_refusal_is_an_error_with_twilios_own_code() -> None:
    """Its cause is told, and whether it may work later; a call that is over is known as such."""
    async with control() as (peer, carrier):
        for answer, code, retryable in REFUSALS:
            peer.refuse = [answer]
            with pytest.raises(CarrierError) as refused:
                await carrier.attach("CA1", {})
            error = refused.value
            assert (error.code, error.retryable) == (code, retryable)
            assert error.carrier_code == int(answer[1])
            assert error.is_over == (code in (ErrorCode.CALL_NOT_FOUND, ErrorCode.CALL_OVER))
            assert str(answer[1]) in error.message


@pytest.mark.parametrize(
    "body", ["", "[]", "<html>", "{}", '{"sid": 7}', '{"sid": "CA/../x"}', "[" * 100_000]
)
async def test_an_answer_that_names_nothing_is_a_refusal(body: str) -> None:
    """As of a proxy that says 200 for itself: what is no id of a call becomes none."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with control(twilio_base_url=url) as (_, carrier):
            for asking in (carrier.attach("CA1", {}), carrier.dial(AGENT, CUSTOMER, {})):
                with pytest.raises(CarrierError, match="Twilio's answer has no sid") as refused:
                    await asking
                assert refused.value.code is ErrorCode.CARRIER_REFUSED


async def test_an_id_that_is_no_part_of_a_path_is_no_call() -> None:
    """Nothing else of the account is reached by it."""
    async with control() as (peer, carrier):
        for call in ("..", "CA1/../..", "CA1?x", ""):
            with pytest.raises(CarrierError) as refused:
                await carrier.attach(call, {})
            assert refused.value.is_over
        assert peer.asked == []


async def test_a_twilio_that_is_not_there_is_told_as_such() -> None:
    """Within the bound of a request, and retryable; neither token nor number is in the log."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), level="TRACE")
    async with TwilioPeer() as peer:
        gone = settings(peer)
    async with open_carrier(load(**gone), Clock()) as carrier:
        assert carrier is not None
        with pytest.raises(CarrierError) as refused:
            await carrier.dial(AGENT, CUSTOMER, {})
    logger.remove(sink)
    assert (refused.value.code, refused.value.retryable) == (ErrorCode.CARRIER_UNREACHABLE, True)
    said = "".join(lines) + refused.value.message
    assert not any(secret in said for secret in (AGENT, CUSTOMER, TOKEN))


async def test_the_account_is_probed_without_cost() -> None:
    """Right and wrong credentials are told apart by one GET."""
    async with TwilioPeer() as peer:
        for token, ok in ((TOKEN, True), ("another", False)):
            loaded = load(**settings(peer, twilio_auth_token=token))
            row = chosen_carrier(loaded)
            assert row is not None
            assert (await row.probe(loaded)).ok is ok
        assert {asked.method for asked in peer.asked} == {"GET"}


@pytest.mark.parametrize("gone", ["twilio_account_sid", "twilio_auth_token", "public_url"])
async def test_without_all_of_its_settings_there_is_no_control(gone: str) -> None:
    """An account, its token and our address are what it takes."""
    async with TwilioPeer() as peer:
        own = settings(peer, twilio_validate_signature=False) | {gone: None}
    async with open_carrier(load(**own), Clock()) as carrier:
        assert carrier is None


@pytest.mark.parametrize("url", ["http://twilio.example", "http://10.0.0.1:8080", "ftp://x", "x"])
def test_the_token_is_sent_over_tls_or_to_this_machine(url: str) -> None:
    """Plain http to anywhere else stops the start."""
    with pytest.raises(SettingsError, match="TWILIO_BASE_URL"):
        load(twilio_base_url=url)
