import pytest

from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from conversation.speech.unit_wait import WAIT_S, UnitWait

TURN = Turn("c1", Speaker.CUSTOMER, "It's a", 1000, 2000)


@pytest.fixture
def wait() -> UnitWait:
    """The wait for the rest of `TURN`, whose end was heard at 2.1 s."""
    waiting = UnitWait()
    waiting.hold(TURN, 2.1)
    return waiting


def test_a_turn_waits_for_its_rest_from_the_end_of_its_words(wait: UnitWait):
    """However late its words were: three seconds of silence are an end."""
    assert (wait.turn, wait.deadline) == (TURN, 2.1 + WAIT_S)


def test_who_speaks_on_is_waited_for(wait: UnitWait):
    """There is no deadline while the customer speaks."""
    wait.goes_on()
    assert (wait.turn, wait.deadline) == (TURN, None)


def test_a_turn_waits_once(wait: UnitWait):
    """Whoever answers it takes it away, and its deadline."""
    assert wait.over() == TURN
    assert (wait.over(), wait.turn, wait.deadline) == (None, None, None)


@pytest.mark.parametrize(
    ("start_ms", "text", "ends"),
    [(2500, "A Tesla?", True), (2500, "Mhm.", False), (900, "What is the model?", False)],
)
def test_the_agent_ends_the_wait_by_taking_the_floor(
    wait: UnitWait, start_ms: int, text: str, *, ends: bool
):
    """A backchannel does not, and neither do words of before that come late."""
    assert wait.ends_with(Turn("a1", Speaker.AGENT, text, start_ms, 3000)) is ends


def test_nothing_ends_where_nothing_waits():
    """The agent speaks most of the time while nobody waits."""
    assert not UnitWait().ends_with(Turn("a1", Speaker.AGENT, "A Tesla?", 0, 900))
