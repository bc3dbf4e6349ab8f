"""From rules that match to advice: which leads, how sure it is, what it quotes."""

from conversation.coaching.advice import Priority
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.rule_matching import advice_from, advice_without_signal, matches
from conversation.coaching.rules import Move, Rule
from conversation.coaching.wording import Wording
from conversation.speech.turns import Turn
from tests.conversation.calls import agent, customer


def rule(name: str, *cues: str, weight: float = 1, **more: object) -> Rule:
    moves = [Move(headline=f"{name} {n}", recommended_direction="Onwards.") for n in ("one", "two")]
    fields = {"id": name, "signal": name, "cues": cues, "moves": moves, "weight": weight}
    return Rule.model_validate(fields | more)


PRICE, BOSS, REALLY = (
    rule("price", "expensive"),
    rule("boss", "boss"),
    rule("really", "really", weight=0.5),
)


def heard(text: str, *earlier: Turn) -> HeardTurn:
    return HeardTurn(customer(text), earlier, "en")


def test_of_equal_rules_the_one_said_last_leads():
    """A tie goes to the words that the agent has just heard."""
    found = matches([PRICE, BOSS], heard("Expensive, my boss says."))
    assert [match.rule.id for match in found] == ["boss", "price"]


def test_light_rules_are_dropped_beside_a_heavy_one():
    """A rule below 1 is no match where another one is."""
    assert [m.rule.id for m in matches([PRICE, REALLY], heard("Really expensive."))] == ["price"]
    assert [m.rule.id for m in matches([PRICE, REALLY], heard("Really?"))] == ["really"]


def test_a_signal_tires_each_time_it_is_heard():
    """Each turn that showed it already moves it on to its next move, and down."""
    past = [customer("It's expensive."), agent("I see.")] * 3
    price, boss = matches([PRICE, BOSS], heard("My boss: expensive!", *past))[::-1]
    assert (price.before, boss.before) == (3, 0)
    assert price.move.headline == "price two"
    assert boss.rank > price.rank


def test_advice_names_every_signal_once_and_quotes_no_clause_twice():
    """One clause that shows two signals is one piece of evidence."""
    said = "My boss finds it expensive."
    turn, wording = customer(said, "t7"), Wording(said)
    advice = advice_from(matches([PRICE, BOSS], heard(said)), turn, wording)
    assert advice.signals_detected == ["price", "boss"]
    assert [item.quote for item in advice.evidence] == ["My boss finds it expensive"]


def test_many_signals_are_cut_to_what_an_agent_can_read():
    """At most five signals and three quotes; and more cues never make it quite sure."""
    names = ("one", "two", "three", "four", "five", "six", "seven")
    said = ". ".join(names)
    turn, wording = customer(said), Wording(said)
    advice = advice_from(matches([rule(n, n) for n in names], heard(said)), turn, wording)
    assert (len(advice.signals_detected), len(advice.evidence)) == (5, 3)
    assert advice.confidence == 0.8


def test_a_stages_move_is_offered_with_little_confidence():
    """Advice that rests on no signal is of low priority, and has a quote if there are words."""
    move = PRICE.moves[0]
    advice = advice_without_signal(
        move, customer("We sell bicycles."), Wording("We sell bicycles.")
    )
    assert (advice.priority, advice.confidence) == (Priority.LOW, 0.3)
    assert [item.quote for item in advice.evidence] == ["We sell bicycles"]
    assert advice_without_signal(move, customer("…"), Wording("…")).evidence == []


def test_a_rule_for_after_an_act_counts_only_after_it():
    """A "that's a lot" is a price reaction after a price alone."""
    reaction = rule("reaction", "that's a lot", after=[AgentAct.TOLD_PRICE])
    price, name = agent("It's ninety dollars a month."), agent("What's your last name?")
    assert matches([reaction], heard("Okay, that's a lot.", price))
    assert not matches([reaction], heard("Okay, that's a lot.", name))
    assert not matches([reaction], heard("Okay, that's a lot."))


def test_a_rule_for_an_answer_takes_the_answer_for_its_signal():
    """Where a rule asks for the act, a mere no is what it waits for."""
    no, anything = rule("no", "no thanks"), agent("Anything else?")
    waits = rule("waits", "no thanks", after=[AgentAct.WRAPPED_UP])
    assert [m.rule.id for m in matches([no, waits], heard("No thanks.", anything))] == ["waits"]


def test_words_that_are_not_meant_are_no_match_beside_those_that_are():
    """Of two cues one may be denied."""
    (match,) = matches([PRICE, BOSS], heard("It's not expensive, but my boss decides."))
    assert match.rule.id == "boss"


def test_a_rule_counts_in_its_stages_alone():
    """Where a rule names stages, the call's must be one of them."""
    late = rule("late", "expensive", stages=["offer"])
    assert matches([late], HeardTurn(customer("Expensive!"), (), "en", "offer"))
    assert not matches([late], HeardTurn(customer("Expensive!"), (), "en", "opening"))


def test_a_cue_in_words_that_sound_like_something_else_is_chance():
    """Meaning takes away what a loose word shows, and leaves what it knows nothing of."""
    far = {"price": Likeness(-12.0, "an expensive tooth")}
    assert [m.rule.id for m in matches([PRICE, BOSS], heard("Expensive boss!"), far)] == ["boss"]


def test_words_that_sound_like_a_rule_are_a_match_without_a_cue():
    """It quotes the part that sounds so, with no more words than a glance takes."""
    said = (
        "Well. We could never stretch to that, what with the roof and all that comes with it now."
    )
    near = {"price": Likeness(14.0, said[6:]), "boss": Likeness(-1.0, said)}
    (match,) = matches([PRICE, BOSS], heard(said), near)
    advice = advice_from([match], customer(said, "t7"), Wording(said))
    assert advice.signals_detected == ["price"]
    assert advice.evidence[0].quote == (
        "We could never stretch to that, what with the roof and all that comes"
    )
    assert advice.confidence == 0.95


def test_what_cues_show_leads_what_meaning_shows():
    """A word that was said is surer than what it sounds like."""
    near = {"price": Likeness(12.0, "x"), "boss": Likeness(0.5, "x")}
    found = matches([PRICE, BOSS], heard("My boss would never stretch to that."), near)
    assert [match.rule.id for match in found] == ["boss", "price"]


def test_a_bare_answer_means_nothing_by_itself():
    """What answers a question is no signal, however it sounds."""
    near, asked = {"price": Likeness(14.0, "x")}, agent("Anything else?")
    assert not matches([PRICE], heard("Not today.", asked), near)


def test_words_that_are_taken_back_mean_nothing():
    """Meaning hears no denial: where all that a rule listens for is denied, it does not show."""
    near = {"price": Likeness(14.0, "x")}
    denied = "I'm not saying it is expensive, that was my son."
    assert not matches([PRICE], heard(denied), near)
    assert matches([PRICE], heard(f"{denied} But your new plan is expensive."), near)


def test_a_rule_for_after_an_act_sounds_like_itself_after_it_alone():
    """Its likeness needs the act, and less likeness then."""
    reaction = rule("reaction", "that's a lot", after=[AgentAct.TOLD_PRICE])
    near, price = {"reaction": Likeness(5.0, "x")}, agent("It's ninety dollars a month.")
    assert matches([reaction], heard("Goodness me, for one of them?", price), near)
    assert not matches([reaction], heard("Goodness me, for one of them?"), near)


def test_a_few_words_mean_nothing_by_themselves():
    """Without a cue it takes a sentence."""
    near = {"price": Likeness(14.0, "x")}
    assert not matches([PRICE], heard("Goodness me."), near)
    assert matches([PRICE], heard("Goodness me, who could ever stretch to that."), near)
