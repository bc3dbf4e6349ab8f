"""Why Deepgram takes no connection, over a real socket."""

import pytest

from peers.deepgram_socket import Fault
from services.stt.deepgram.connection import listening
from services.stt.refusal import SttRefusedError
from tests.services.deepgram_stage import OPTIONS, a_peer

REFUSALS = {
    400: ("stt_language", True, ["COACH_LANGUAGE", "DEEPGRAM_MODEL", "DEEPGRAM_OPTIONS"]),
    401: ("stt_refused", True, ["DEEPGRAM_API_KEY"]),
    402: ("stt_credit", True, ["credit"]),
    403: ("stt_refused", True, ["DEEPGRAM_API_KEY"]),
    404: ("stt_address", True, ["DEEPGRAM_BASE_URL"]),
    408: ("stt_unreachable", False, ["can't be reached"]),
    418: ("stt_refused", True, ["refused"]),
    429: ("stt_limit", False, ["limit"]),
    500: ("stt_unreachable", False, ["can't be reached"]),
    503: ("stt_unreachable", False, ["can't be reached"]),
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
    for address, code in ((gone, "stt_unreachable"), ("ftp://example", "stt_address")):
        with pytest.raises(SttRefusedError) as error:
            async with listening(address, "right", OPTIONS):
                pass
        assert error.value.refusal.code == code
