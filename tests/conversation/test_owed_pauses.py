"""How long a turn waits for a recogniser."""

import pytest

from conversation.speech.open_turn import OpenTurn
from conversation.speech.owed_pauses import OwedPauses

STT_WAIT_S, QUIET_S, OWED_S = 2.0, 0.35, 15.0


def turn_of(text: str = "", interim: str = "") -> OpenTurn:
    """A turn whose final words reach the end of its speech."""
    turn = OpenTurn("c1", 1000, 2000, interim=interim)
    if text:
        turn.add(text, 1000, 2000, None, None)
    return turn


def patience(turn: OpenTurn, *, confirms: bool = True) -> OwedPauses:
    """What waits for a pause in `turn` at 10 s; whether the recogniser has ever confirmed one."""
    waits = OwedPauses(STT_WAIT_S)
    if confirms:
        waits.paused(None, 1.0)
        waits.confirmed(1.1)
    waits.paused(turn, 10.0)
    return waits


@pytest.mark.parametrize(
    ("text", "interim", "wait_s"),
    [
        ("Yes.", "", STT_WAIT_S),
        ("", "Ye", OWED_S),
        ("", "", STT_WAIT_S),
    ],
)
def test_a_pause_that_is_not_confirmed_is_waited_for(text: str, interim: str, wait_s: float):
    """For longer where words may still change: the recogniser takes back what it loses."""
    turn = turn_of(text, interim)
    assert patience(turn).deadline(turn) == pytest.approx(10 + wait_s)


def test_a_confirmed_pause_is_not_waited_for():
    """All its words are final."""
    turn = turn_of("Yes.")
    waits = patience(turn)
    waits.confirmed(10.2)
    assert waits.deadline(turn) == 10.0


def test_a_recogniser_that_never_confirms_is_waited_for_a_moment():
    """Where its final words reach the end of the speech."""
    turn = turn_of("Yes.")
    assert patience(turn, confirms=False).deadline(turn) == pytest.approx(10 + QUIET_S)


def test_a_recogniser_that_is_behind_is_waited_for():
    """As long as it is, where no word has come; what has come is told after a while."""
    turn = turn_of()
    waits = patience(turn)
    waits.is_behind = True
    assert waits.deadline(turn) is None
    turn.add("Yes,", 1000, 1500, None, None)
    assert waits.deadline(turn) == pytest.approx(10 + OWED_S)
    waits.confirmed(12.0)
    assert waits.deadline(turn) == 10.0


def test_who_was_late_is_waited_for_twice_as_long():
    """Up to a limit."""
    turn = turn_of()
    waits = patience(turn)
    waits.confirmed(15.0)
    waits.paused(turn, 20.0)
    assert waits.deadline(turn) == pytest.approx(30)
