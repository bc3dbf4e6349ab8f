import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from conversation.events.event import PASSING, CallEvent, EventType

AT = datetime(2026, 11, 20, 8, 0, 1, 234_567, UTC)


def test_an_event_is_the_contracts_json():
    """The JSON object has the contract's fields, in its form of time."""
    event = CallEvent("CA1", EventType.TURN_FINAL, AT, {"text": "Ça va"}, 17)
    assert json.loads(event.to_json()) == {
        "v": 1,
        "seq": 17,
        "call_id": "CA1",
        "type": "turn.final",
        "at": "2026-11-20T08:00:01.234Z",
        "data": {"text": "Ça va"},
    }


def test_time_is_told_in_utc():
    """An event of another time zone, or of a whole second, has the same form of time."""
    paris = timezone(timedelta(hours=1))
    event = CallEvent("CA1", EventType.STATUS, datetime(2026, 11, 20, 9, 0, 1, tzinfo=paris))
    assert event.as_dict()["at"] == "2026-11-20T08:00:01.000Z"


def test_a_number_makes_another_event():
    """`numbered` keeps everything else, and the event that it was called on."""
    event = CallEvent("CA1", EventType.CALL_ENDED, AT, {"reason": "hangup"})
    numbered = event.numbered(9)
    assert event.seq is None
    assert (numbered.seq, numbered.data, numbered.at) == (9, event.data, AT)


@pytest.mark.parametrize("kind", EventType)
def test_the_contract_says_which_events_pass(kind: EventType):
    """What is of the moment passes, and what one listener hears; all else is durable."""
    passing = {
        "speech.started",
        "speech.stopped",
        "turn.partial",
        "suggestion.delta",
        "heartbeat",
        "whisper.started",
        "whisper.audio",
        "whisper.stopped",
    }
    assert kind.durable == (kind.value not in passing)
    assert (kind in PASSING) != kind.durable
