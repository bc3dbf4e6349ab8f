"""Alert watch: which alerts of a playbook are raised in a call, and how often."""

from datetime import timedelta
from typing import Any

import pytest

from conversation.coaching.alert import Alert
from conversation.events.event import EventType
from conversation.wall.alert_watch import AlertWatch
from tests.conversation.wall.told import START, Told


def alert(again_after_s: float | None = None, **when: Any) -> Alert:
    """An alert with a condition."""
    fields = {"id": "one", "title": "Look here", "when": when, "again_after_s": again_after_s}
    return Alert.model_validate(fields)


def due(watch: AlertWatch, call: Told, at_s: float) -> list[list[dict[str, Any]]]:
    """The reasons of what is raised at a second of the call, which is told of it."""
    raised = watch.due(call.picture, START + timedelta(seconds=at_s))
    for one in raised:
        call.tell(EventType.ALERT_RAISED, at_s, **one.as_data())
    return [[dict(reason) for reason in one.reasons] for one in raised]


def mood(call: Told, at_s: float, score: float) -> None:
    """Let the customer feel so."""
    told = {"score": score, "trend": "steady", "turn_id": "t1"}
    call.tell(EventType.MEMORY_UPDATED, at_s, sentiment={"customer": told})


def missed(call: Told, at_s: float, known: str = "notice") -> None:
    """Let an obligation have been missed."""
    data = {"obligation_id": known, "title": "Say it", "must": "say", "state": "missed"}
    call.tell(EventType.OBLIGATION_UPDATED, at_s, **data)


def test_a_signal_counts_for_a_minute() -> None:
    """By its name or its rule's; a card that was held back was heard all the same."""
    for name in ("problem", "late_rule", "held_rule"):
        call, watch = Told(source="text"), AlertWatch([alert(signals=[name])])
        assert due(watch, call, 1) == []
        call.card(2, "Apologise", signals_detected=["problem"], rules=["late_rule"])
        call.tell(EventType.SUGGESTION_SUPPRESSED, 2, turn_id="t1", reason="busy", rule="held_rule")
        assert due(watch, call, 3) == [[{"code": "signal", "signal": name}]]
    late = AlertWatch([alert(signals=["problem"])])
    assert due(late, call, 63) == []  # pyright: ignore[reportPossiblyUnboundVariable]


@pytest.mark.parametrize(("names", "is_raised"), [(["notice"], 1), (["any"], 1), (["other"], 0)])
def test_an_obligation_that_was_missed(names: list[str], is_raised: int) -> None:
    """One of those that are named, or any."""
    call, watch = Told(source="text"), AlertWatch([alert(obligations=names)])
    missed(call, 2)
    assert due(watch, call, 3) == [[{"code": "obligation_missed", "title": "Say it"}]] * is_raised


def test_dead_air_and_risk() -> None:
    """Time alone raises both."""
    call = Told()
    silent, risky = AlertWatch([alert(dead_air_s=45)]), AlertWatch([alert(risk_above=19)])
    assert due(silent, call, 44) == due(risky, call, 44) == []
    assert due(silent, call, 45) == [[{"code": "dead_air", "seconds": 45}]]
    assert due(risky, call, 60) == []  # raised already in this call, by the same name
    other = Told()
    assert due(AlertWatch([alert(risk_above=19)]), other, 60) == [[{"code": "risk", "score": 20}]]


def test_all_that_a_condition_names_must_hold_at_once() -> None:
    """And what held is told, a reason a part."""
    call = Told(source="text")
    watch = AlertWatch([alert(sentiment_below=-0.3, obligations=["any"])])
    mood(call, 1, -0.5)
    assert due(watch, call, 2) == []
    missed(call, 3)
    assert [[one["code"] for one in found] for found in due(watch, call, 4)] == [
        ["obligation_missed", "sentiment"]
    ]


def test_once_a_call_or_again_after_a_pause_when_it_holds_anew() -> None:
    """What goes on holding is raised once, and a process that takes a call over knows it."""
    for pause, times in ((None, 1), (60, 2)):
        call, watch = Told(source="text"), AlertWatch([alert(pause, sentiment_below=-0.3)])
        raised = 0
        for at_s, score in ((1, -0.5), (20, -0.75), (30, 0.0), (40, -0.5), (90, 0.0), (100, -0.5)):
            mood(call, at_s, score)
            raised += len(due(watch, call, at_s))
        assert raised == times
        assert due(AlertWatch([alert(sentiment_below=-0.3)]), call, 101) == []


def test_a_call_that_has_ended_raises_nothing() -> None:
    """Whatever holds then."""
    call, watch = Told(), AlertWatch([alert(dead_air_s=5)])
    call.tell(EventType.CALL_ENDED, 1, reason="hangup", duration_ms=1000)
    assert due(watch, call, 60) == []
