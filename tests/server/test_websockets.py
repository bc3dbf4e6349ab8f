"""WebSockets: the subprotocol, and the close codes of what ends them."""

from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from conversation.errors import CallShadowError, ErrorCode
from pipeline.call_registry import CallBusyError
from pubsub.hub import Drop, ListenerDropped
from server.errors import ApiError
from server.live.websockets import close_for
from stores.errors import EventLogError
from tests.server.stage import MARIAS, refused, served


async def test_the_subprotocol_is_answered(tmp_path: Path):
    """`callshadow.v1` is answered where it is offered, and nothing else ever is."""
    offers: list[tuple[list[Any] | None, str | None]] = [
        (["callshadow.v1"], "callshadow.v1"),
        (["chat", "callshadow.v1"], "callshadow.v1"),
        (["chat"], None),
        (None, None),
    ]
    async with served(tmp_path) as server:
        url = f"ws://127.0.0.1:{server.port}/api/calls/{MARIAS}/live"
        for offered, answered in offers:
            assert await refused(connect(url, subprotocols=offered, proxy=None), answered) is None


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (ListenerDropped(Drop.SLOW), 1013, "listener dropped: slow"),
        (EventLogError("at host db.internal"), 1011, "the event log does not answer"),
        (CallBusyError("CA1"), 1008, "the call is already running"),
        (ApiError(403, ErrorCode.CALL_FORBIDDEN, "Not allowed."), 4403, "Not allowed."),
    ],
)
def test_each_failure_has_its_close_code(
    error: CallShadowError | ListenerDropped, code: int, reason: str
) -> None:
    """A client can tell by the code whether to come back, and gets no detail of our database."""
    close = close_for(error)
    assert (close.code, close.reason) == (code, reason)
