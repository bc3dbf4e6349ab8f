from coach.advisors import playbook_advice, playbook_author
from coach.request import Advised, Author, Request
from conversation.coaching.advice import LaneName
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook

QUESTION = Turn("a1", Speaker.AGENT, "What do you think?", 0, 1000)
PRICE = Turn("c1", Speaker.CUSTOMER, "It is too expensive for us.", 1500, 3000)
REQUEST = Request(PRICE, [QUESTION])
CHAT = Turn("c1", Speaker.CUSTOMER, "My brother lives in Lyon.", 1500, 3000)
PLAYBOOK = load_playbook("sales", "en")


def test_the_playbook_answers_at_once():
    """The rules' advice names the rules that it rests on, and comes from the playbook's lane."""
    advised = playbook_advice(PLAYBOOK, REQUEST)
    assert advised
    assert "price_objection" in advised.advice.signals_detected
    assert advised.leading_rule == "price_objection"
    assert playbook_author(PLAYBOOK) == Author(LaneName.INSTANT, "sales")


def test_small_talk_gets_no_advice_of_the_playbook():
    """Where no rule matches, there is nothing to say."""
    assert playbook_advice(PLAYBOOK, Request(CHAT, [])) is None


def test_advice_without_a_signal_names_no_rule():
    """The stage's answer to a question, and a model's advice, have no leading rule."""
    advised = playbook_advice(PLAYBOOK, Request(CHAT, [], "What now?"))
    assert advised
    assert (advised.rules, advised.leading_rule) == ((), None)
    assert Advised(advised.advice).leading_rule is None
