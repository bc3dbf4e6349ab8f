"""Why Deepgram ends a connection that it took, over a real socket."""

import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from peers.deepgram_socket import Fault
from services.stt.deepgram.connection import listening
from services.stt.deepgram.flux import flux_listening
from services.stt.deepgram.provider import Listening
from services.stt.refusal import IdleEndError, SttRefusedError
from tests.services.deepgram_stage import OPTIONS, a_peer

FLUX = {"model": "flux-general-en", "encoding": "linear16", "sample_rate": "8000"}
BOTH = pytest.mark.parametrize(
    ("listen", "query"), [(listening, OPTIONS), (flux_listening, FLUX)], ids=["nova", "flux"]
)


async def ended(
    fault: Fault, listen: Listening = listening, query: Any = OPTIONS
) -> SttRefusedError:
    """What comes of a connection with a fault, that is sent some audio."""
    async with a_peer() as peer:
        peer.fault = fault
        try:
            async with listen(peer.url, "right", query) as connection:
                with suppress(ConnectionClosed):
                    await connection.send(bytes(1600))
                    await connection.finalize()
                async for _ in connection.results():
                    pass
        except SttRefusedError as error:
            return error
    raise AssertionError("it ended in good order")


@pytest.mark.parametrize(
    ("code", "reason", "told", "how"),
    [
        (1008, "DATA-0000 a secret", "stt_refused", "closed with 1008 (DATA-0000)"),
        (1008, "Insufficient permissions.", "stt_refused", "closed with 1008"),
        (1008, "policy", "stt_refused", "closed with 1008"),
        (1011, "See https://dpgr.am/net0001", "stt_unreachable", "closed with 1011 (net0001)"),
        (1012, "", "stt_unreachable", "closed with 1012"),
        (1013, "", "stt_limit", "closed with 1013"),
        (1000, "", "stt_unreachable", "closed with 1000"),
        (1008, "Too many concurrent requests", "stt_limit", "closed with 1008"),
        (1008, "No credits left", "stt_credit", "closed with 1008"),
        (4401, "", "stt_refused", "closed with 4401"),
        (4402, "", "stt_credit", "closed with 4402"),
        (4429, "", "stt_limit", "closed with 4429"),
        (4503, "", "stt_unreachable", "closed with 4503"),
        (4000, "", "stt_refused", "closed with 4000"),
    ],
)
async def test_a_close_before_any_result_tells_its_cause(
    code: int, reason: str, told: str, how: str
):
    """By the code and what is known of the reason, of whose words none is told; never for good."""
    error = await ended(Fault(closes=(code, reason)))
    assert (error.refusal.code, error.refusal.permanent) == (told, False)
    assert str(error) == f"{told}: {how}"
    assert error.refusal.told.endswith(f": {how}; it is tried again")
    assert "secret" not in error.refusal.advice


@BOTH
async def test_a_close_at_once_is_one_by_either_address(listen: Listening, query: Any):
    """Flux closes before it says that it is ready."""
    error = await ended(Fault(closes=(1008, "DATA-0000")), listen, query)
    assert str(error) == "stt_refused: closed with 1008 (DATA-0000)"


async def test_a_close_after_a_result_is_a_lost_connection():
    """What was heard was well: it broke off, and is no refusal."""
    async with a_peer() as peer:
        peer.fault = Fault(cut_after_s=0.2, closes=(1011, ""))
        async with listening(peer.url, "right", OPTIONS) as connection:
            results = aiter(connection.results())
            await connection.finalize()
            assert (await anext(results)).from_finalize
            await connection.send(bytes(3200))
            with pytest.raises(ConnectionClosedError):
                await anext(results)


@BOTH
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"code": "INTERNAL_SERVER_ERROR"}, "stt_unreachable: an Error message, INTERNAL_SERVER_"),
        ({"variant": "NET-0001"}, "stt_unreachable: an Error message, NET-0001"),
        ({"variant": "InferenceError"}, "stt_unreachable: an Error message, InferenceError"),
        ({"code": "INSUFFICIENT_PERMISSIONS"}, "stt_refused: an Error message, INSUFFICIENT_"),
        ({"description": "Rate limit of a secret"}, "stt_limit: an Error message, no code"),
        ({"variant": "a secret text", "code": 7}, "stt_unreachable: an Error message, no code"),
        ({}, "stt_unreachable: an Error message, no code"),
    ],
)
async def test_an_error_message_ends_the_connection(
    listen: Listening, query: Any, said: dict[str, Any], told: str
):
    """At once, though the server leaves it open; of its words its code alone is told."""
    error = await ended(Fault(error=json.dumps({"type": "Error"} | said)), listen, query)
    assert str(error).startswith(told)
    assert "secret" not in error.refusal.advice


NOT_UNDERSTOOD = json.dumps({"type": "Error", "variant": "SchemaError", "message": "{}"})


async def test_a_message_that_deepgram_does_not_know_costs_nothing_where_it_hears_on():
    """It is told of one of ours, and results go on to come."""
    async with a_peer() as peer:
        peer.fault = Fault(odd=(NOT_UNDERSTOOD,))
        async with listening(peer.url, "right", OPTIONS) as connection:
            await connection.finalize()
            assert (await anext(aiter(connection.results()))).from_finalize


@pytest.mark.looptime
async def test_a_message_that_deepgram_does_not_know_ends_it_where_nothing_more_comes():
    """Within two seconds."""
    error = await ended(Fault(error=NOT_UNDERSTOOD))
    assert str(error) == "stt_unreachable: an Error message, SchemaError"


async def test_flux_may_refuse_before_it_is_ready():
    """By an `Error` message in place of `Connected`."""
    async with a_peer() as peer:
        peer.fault = Fault(greeting=json.dumps({"type": "Error", "code": "BAD_REQUEST"}))
        with pytest.raises(SttRefusedError, match="an Error message, BAD_REQUEST"):
            async with flux_listening(peer.url, "right", FLUX):
                pass


@pytest.mark.parametrize(("reason", "is_idle"), [("NET-0001", True), ("NET-0000", False)])
async def test_one_that_is_closed_since_it_was_sent_no_audio_says_so(reason: str, is_idle: bool):
    """Deepgram waits for some ten seconds; a party's track may begin later."""
    async with a_peer() as peer:
        peer.fault = Fault(cut_after_s=0.0, closes=(1011, reason))
        async with listening(peer.url, "right", OPTIONS) as connection:
            await connection.finalize()
            with pytest.raises(SttRefusedError) as error:
                await anext(aiter(connection.results()))
    assert isinstance(error.value, IdleEndError) is is_idle
