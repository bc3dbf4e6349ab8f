"""How much of the recordings that are being heard lies in memory."""

import numpy as np
import pytest

from conversation.speech.speakers import Speaker
from server.errors import ApiError
from server.intake.heard_recordings import MAX_HOURS, HeardRecordings
from transports.recording.recording import Recording

_HOUR = Recording(dict.fromkeys(Speaker, np.broadcast_to(np.int16(0), (3600 * 8000,))))


def test_there_are_so_many_hours_and_no_more() -> None:
    """One more is refused, until one of them is over."""
    heard = HeardRecordings()
    held = [heard.hold(_HOUR) for _ in range(MAX_HOURS)]
    for one in held:
        one.__enter__()
    with pytest.raises(ApiError, match="10 hours") as refused, heard.hold(_HOUR):
        pass
    assert (refused.value.status, refused.value.code) == (503, "uploads_busy")
    held[0].__exit__(None, None, None)
    with heard.hold(_HOUR):
        pass
