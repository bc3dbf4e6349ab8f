from datetime import UTC, datetime
from typing import Any

import pytest

from conversation.after_call.call_language import language_of, told_language
from conversation.events.event import CallEvent, EventType

ENGLISH, FRENCH = ({"name": "sales", "language": language} for language in ("en", "fr"))


def events(*data: dict[str, Any]) -> list[CallEvent]:
    """A call's start and the statuses after it, and a status that tells nothing of either."""
    start, *more = data
    at = datetime(2026, 1, 1, tzinfo=UTC)
    statuses = [CallEvent("CA1", EventType.STATUS, at, one) for one in (*more, {})]
    return [CallEvent("CA1", EventType.CALL_STARTED, at, start), *statuses]


@pytest.mark.parametrize(
    ("told", "own", "language"),
    [
        pytest.param([{"language": "es", "playbook": ENGLISH}], "es", "es", id="of the call"),
        pytest.param(
            [{"language": None, "playbook": ENGLISH}, {"language": "fr", "playbook": FRENCH}],
            "fr",
            "fr",
            id="told by its first turns",
        ),
        pytest.param([{"language": None, "playbook": FRENCH}], None, "fr", id="of the playbook"),
        pytest.param([{"language": None}], None, "en", id="of nothing"),
    ],
)
def test_the_language_of_a_past_call_is_what_was_told_last(
    told: list[dict[str, Any]], own: str | None, language: str
) -> None:
    """Its own counts; where it was never known, that of its playbook, and else the default."""
    assert told_language(events(*told)) == own
    assert language_of(events(*told)) == language
