"""Why a connection was lost, as the log says it."""

import pytest
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK
from websockets.frames import Close

from conversation.events.status_codes import StatusCode
from services.stt.loss_cause import cause_of
from services.stt.refusal import SttRefusal, SttRefusedError

TIMEOUT = "Did not receive audio data within the timeout window. See https://dpgr.am/net0001"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (None, "closed in good order"),
        (ConnectionResetError("a secret"), "ConnectionResetError"),
        (ConnectionClosedError(None, None), "broken off without a close code"),
        (ConnectionClosedOK(Close(1000, ""), None), "closed with 1000"),
        (ConnectionClosedError(Close(1011, TIMEOUT), None), "closed with 1011 (net0001)"),
        (ConnectionClosedError(Close(1008, "DATA-0000 oh"), None), "closed with 1008 (DATA-0000)"),
        (ConnectionClosedError(Close(1011, "I said hello"), None), "closed with 1011"),
        (
            SttRefusedError(
                SttRefusal(StatusCode.STT_CREDIT, "has no credit", permanent=True), 402
            ),
            "stt_credit: HTTP 402, no code",
        ),
    ],
)
def test_the_cause_is_a_code_and_none_of_the_servers_words(
    error: Exception | None, told: str
) -> None:
    """Its own code where its reason has one."""
    assert cause_of(error) == told
