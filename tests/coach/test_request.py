import pytest

from coach.request import Advised, Request
from conversation.coaching.advice import Evidence
from conversation.speech.floor import Unit
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook
from tests.coach.stage import advice

FIRST = Turn("c1", Speaker.CUSTOMER, "It is too", 0, 900)
SECOND = Turn("c2", Speaker.CUSTOMER, "expensive for us.", 3000, 4000, unit_id="c1")
HELLO = Turn("a1", Speaker.AGENT, "Hello.", -900, -100)


def quoting(*quotes: tuple[str, str]) -> list[tuple[str, str]]:
    """The evidence of advice on both turns, told by the segments."""
    evidence = [Evidence(turn_id=turn_id, quote=quote) for turn_id, quote in quotes]
    given = advice("Ask why").advice.model_copy(update={"evidence": evidence})
    told = Request.on(Unit([FIRST, SECOND]), [HELLO]).in_segments(given)
    return [(item.turn_id, item.quote) for item in told.evidence]


def test_a_request_is_on_all_of_a_unit():
    """Its turn has the words of all segments, and the newest one's id."""
    request = Request.on(Unit([FIRST, SECOND]), [HELLO])
    assert (request.turn.turn_id, request.turn.unit_id) == ("c2", "c1")
    assert request.turn.text == "It is too expensive for us."
    assert (request.segments, request.earlier) == ([FIRST, SECOND], [HELLO])


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        (("c2", "expensive for us"), ("c2", "expensive for us")),
        (("c2", "It is"), ("c1", "It is")),
        (("c2", "too expensive"), ("c2", "expensive")),
        (("a1", "Hello"), ("a1", "Hello")),
    ],
)
def test_a_quote_of_the_unit_names_its_segment(quote: tuple[str, str], told: tuple[str, str]):
    """What is quoted of the joined turn stands, verbatim, in the turn that is named."""
    assert quoting(quote) == [told]


def test_the_leading_rule_is_the_first():
    """Advice of a model has no rule."""
    given = advice("Ask why").advice
    assert Advised(given, ("price", "trial")).leading_rule == "price"
    assert Advised(given).leading_rule is None


def test_a_turn_is_looked_at_once_for_all_who_ask():
    """Rules, meanings and obligations share what is found in it."""
    request, playbook = Request(SECOND, [HELLO, FIRST]), load_playbook("sales", "en")
    assert request.heard(playbook) is request.heard(playbook)
    assert request.heard(playbook).turn is SECOND
