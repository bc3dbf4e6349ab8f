"""Why Deepgram takes no connection, over a real socket."""

from socket import gaierror
from ssl import SSLCertVerificationError

import pytest
from websockets.exceptions import InvalidMessage, InvalidUpgrade, ProxyError

from peers.deepgram_socket import Fault
from services.stt.deepgram.connection import listening
from services.stt.deepgram.refusals import refused
from services.stt.refusal import SttRefusedError
from tests.services.deepgram_stage import OPTIONS, a_peer

REFUSALS = {
    400: ("stt_language", True, ["COACH_LANGUAGE", "DEEPGRAM_MODEL", "DEEPGRAM_OPTIONS"]),
    401: ("stt_refused", True, ["DEEPGRAM_API_KEY"]),
    402: ("stt_credit", True, ["credit"]),
    403: ("stt_refused", True, ["DEEPGRAM_API_KEY"]),
    404: ("stt_address", True, ["DEEPGRAM_BASE_URL"]),
    408: ("stt_unreachable", False, ["is out of order (HTTP 408)"]),
    418: ("stt_refused", True, ["refused"]),
    429: ("stt_limit", False, ["limit"]),
    500: ("stt_unreachable", False, ["is out of order (HTTP 500)"]),
    503: ("stt_unreachable", False, ["is out of order (HTTP 503)"]),
}


@pytest.mark.parametrize("status", REFUSALS)
async def test_a_refusal_tells_its_cause(status: int):
    """What kind it is, which setting to look at, and Deepgram's code: never a text of theirs."""
    body = {"err_code": "SOME_CODE", "err_msg": "a secret text"}
    async with a_peer() as peer:
        peer.fault = Fault(status=status, body=body)
        with pytest.raises(SttRefusedError) as error:
            async with listening(peer.url, "right", OPTIONS):
                pass
    code, permanent, named = REFUSALS[status]
    refusal = error.value.refusal
    assert (refusal.code, refusal.permanent) == (code, permanent)
    assert all(name in refusal.advice for name in named)
    assert str(error.value) == f"{code}: HTTP {status}, SOME_CODE"


async def test_a_code_that_is_none_is_not_shown():
    """A body is whoever's: only a name of capital letters is a code."""
    async with a_peer() as peer:
        for code in ("a secret text", 7, None, ["X"]):
            peer.fault = Fault(status=402, body={"err_code": code})  # pyright: ignore[reportArgumentType]
            with pytest.raises(SttRefusedError) as error:
                async with listening(peer.url, "right", OPTIONS):
                    pass
            assert error.value.vendor_code is None


async def test_nobody_there_is_not_reachable():
    """No answer at all, and an address that is none, are refusals too."""
    async with a_peer() as peer:
        gone = peer.url
    for address, code in (
        (gone, "stt_unreachable"),
        ("ftp://example", "stt_address"),
        ("ws://a..b", "stt_address"),
    ):
        with pytest.raises(SttRefusedError) as error:
            async with listening(address, "right", OPTIONS):
                pass
        assert error.value.refusal.code == code


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (gaierror(-2, "a secret text"), "is not found by its name"),
        (SSLCertVerificationError(1, "a secret text"), "has no certificate that is trusted here"),
        (TimeoutError(), "does not answer"),
        (ConnectionResetError("a secret text"), "can't be reached"),
        (InvalidMessage("a secret text"), "gives no answer of HTTP"),
        (InvalidUpgrade("Upgrade", "a secret text"), "gives no answer of WebSocket"),
        (ProxyError("a secret text"), "can't be reached through the proxy"),
    ],
)
def test_no_answer_is_told_by_its_cause(error: Exception, advice: str):
    """So that it is known where to look; it is tried again."""
    told = refused(error)
    assert str(told) == f"stt_unreachable: {type(error).__name__}"
    assert told.refusal.advice.startswith(advice)
    assert told.refusal.told.endswith("; it is tried again")
    assert not told.refusal.permanent


async def test_a_header_that_comes_twice_breaks_nothing():
    """The last one counts."""
    async with a_peer() as peer:
        peer.fault = Fault(status=429, headers={"Retry-After": "7", "retry-after": "9"})
        with pytest.raises(SttRefusedError) as error:
            async with listening(peer.url, "right", OPTIONS):
                pass
        assert error.value.retry_after_s == 9
