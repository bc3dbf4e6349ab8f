import pytest

from conversation.coaching.advice import Advice
from conversation.events.event import EventType
from conversation.speech.turns import Turn
from tests.coach.stage import (
    CoachedCall,
    coached,
    command,
    growing,
    no_turn,
    note,
    said,
    turn,
    wait,
)

pytestmark = pytest.mark.looptime
DEAR = "It is too expensive for us"


async def test_the_card_comes_at_the_words_themselves():
    """The rules' card is shown in mid-turn, and is final, with all the words, at its end."""
    whole = turn(1, f"{DEAR}, and I do not like it.")
    heard = await coached(
        None, growing("It is"), wait(0.1), growing(DEAR), wait(1), said(whole), wait(0.1)
    )
    assert heard.types == ["suggestion.started", "suggestion.delta", "suggestion.final"]
    started, delta, final = (data for _, data in heard.events)
    assert (started["turn_id"], started["lane"]) == ("c1", "instant")
    assert delta["partial"]["headline"] == final["headline"]
    assert set(delta["partial"]) == set(Advice.model_fields)
    assert final["rules"][0] == "price_objection"


async def test_a_card_is_not_told_twice():
    """Words that bring no new signal bring no event."""
    heard = await coached(
        None,
        *(growing(text) for text in (DEAR, f"{DEAR} right", f"{DEAR} right now")),
        wait(0.1),
        said(turn(1, f"{DEAR} right now.")),
    )
    assert heard.story == ["started s1", "final s1"]
    assert len(heard.data(EventType.SUGGESTION_DELTA)) == 1


async def test_a_card_gives_way_to_a_more_urgent_signal():
    """A customer who wants no more calls comes before one who finds it dear."""
    heard = await coached(
        None, growing(DEAR), wait(0.1), growing(f"{DEAR}, stop calling me."), wait(0.1)
    )
    assert heard.story[:3] == ["started s1", "withdrawn s1 superseded", "started s2"]
    assert heard.data(EventType.SUGGESTION_DELTA)[1]["partial"]["priority"] == "critical"


async def test_a_card_stays_until_the_turn_is_over_where_nothing_is_more_urgent():
    """One signal after the other does not change the card; the whole card has them all."""
    texts = [
        "We have a quote from another vendor.",
        f"We have a quote from another vendor. {DEAR}.",
    ]
    heard = await coached(
        None,
        *(f for t in texts for f in (growing(t), wait(0.1))),
        note("still speaking"),
        wait(0.1),
        said(turn(1, texts[-1])),
    )
    assert heard.story == [
        *("started s1", "note still speaking"),
        "final s1",
    ]
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["rules"] == ["competitor", "price_objection"]
    assert final["signals_detected"] == ["competitor_mention", "price_objection"]
    assert len(final["evidence"]) == 2


async def test_what_is_not_urgent_waits_for_the_end_of_the_turn():
    """A sign of interest is no reason to look at the screen in mid-sentence."""
    heard = await coached(
        None,
        growing("That sounds interesting"),
        wait(0.1),
        note("over"),
        said(turn(1, "That sounds interesting.")),
    )
    assert heard.story == ["note over", "started s1", "final s1"]


async def test_a_card_on_words_that_the_recogniser_took_back_is_withdrawn():
    """What stays is what the final words ask for: another card, or none."""
    for words, after in [
        ("Is it two pens for us, and how long is the contract?", ["started s2", "final s2"]),
        ("It is two pens that we sell.", ["suppressed no_signal"]),
    ]:
        heard = await coached(None, growing(DEAR), wait(0.1), said(turn(1, words)), wait(1))
        assert heard.story == ["started s1", "withdrawn s1 superseded", *after]


async def test_words_without_a_signal_get_silence():
    """Small talk, and words of a language that the playbook does not know, get no card."""
    for words in ("It was raining all day here.", "Das ist uns viel zu teuer, vierzig Euro."):
        heard = await coached(None, growing(words), wait(0.1), said(turn(1, words)), wait(0.1))
        assert heard.events == [("suggestion.suppressed", {"turn_id": "c1", "reason": "no_signal"})]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Perfect, that's wonderful.", "praise"),
        ("We are about forty people.", "scope"),
        ("When do you open?", "question"),
        ("Yes, of course, let us see.", "agreement"),
        ("Thanks, goodbye.", "closing"),
    ],
)
async def test_a_light_signal_is_held_back_and_told(words: str, rule: str):
    """Praise, a size, a bare question, a yes, a goodbye: the agent needs no card for them."""
    heard = await coached(None, growing(words), wait(0.1), said(turn(1, words)), wait(0.1))
    [(kind, data)] = heard.events
    assert kind == "suggestion.suppressed"
    assert (data["reason"], data["rule"], data["specialist"]) == ("low_priority", rule, "sales")
    assert data["headline"]


async def test_a_card_on_a_turn_that_comes_to_nothing_is_withdrawn():
    """Speech without words, and the end of the call, leave no card open."""
    for end in ([no_turn()], []):
        heard = await coached(None, growing(DEAR), wait(0.1), *end)
        assert heard.story == ["started s1", "withdrawn s1 stale"]


async def test_no_card_while_the_coach_is_paused():
    """An agent who wants no advice gets none in mid-turn either."""
    heard = await coached(None, command("pause"), wait(0.1), growing(DEAR), wait(0.1))
    assert heard.story == []


async def test_a_card_is_of_its_own_turn():
    """A turn that was held back is answered for itself, though a later one has a card already."""
    heard = await coached(
        None,
        growing(turn(2, "Sixty would be too expensive")),
        wait(0.1),
        said(turn(1, "Please stop calling me.")),
        wait(0.1),
        said(turn(2, "Sixty would be too expensive as well.")),
    )
    assert heard.story == [
        *("started s1", "withdrawn s1 superseded"),
        *("started s2", "final s2", "suppressed outranked"),
    ]
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert (final["turn_id"], final["evidence"][0]["turn_id"]) == ("c1", "c1")


async def test_a_card_outlives_a_turn_that_comes_late():
    """A less urgent turn that was held back does not end the card on the words of now."""
    heard = await coached(
        None,
        growing(turn(2, "Sixty would be too expensive")),
        wait(0.1),
        said(turn(1, "What's the notice period?")),
        wait(0.1),
        said(turn(2, "Sixty would be too expensive as well.")),
    )
    assert heard.story == ["started s1", "suppressed outranked", "final s1"]
    assert heard.data(EventType.SUGGESTION_FINAL)[0]["turn_id"] == "c2"


def part(number: int, text: str) -> Turn:
    """A turn of the customer that is a part of the thought that began with c1."""
    return turn(number, text, unit_id="c1")


async def test_a_thought_that_goes_on_gets_no_second_card_for_the_same():
    """What was advised at the first pause is not advised again at the second."""
    heard = await coached(
        None,
        said(part(1, f"{DEAR},")),
        growing(part(2, "you know")),
        wait(0.1),
        said(part(2, "you know, with three people.")),
    )
    assert heard.story == ["started s1", "final s1", "suppressed duplicate"]
    (held,) = heard.data(EventType.SUGGESTION_SUPPRESSED)
    assert (held["turn_id"], held["rule"]) == ("c2", "price_objection")


async def test_a_thought_that_leads_elsewhere_gets_another_card():
    """A more urgent signal in what comes after the pause is advised on, at its very words."""
    heard = await coached(
        None,
        said(part(1, f"{DEAR},")),
        growing(part(2, "please stop calling me")),
        wait(0.1),
        said(part(2, "please stop calling me.")),
    )
    assert heard.story == ["started s1", "final s1", "started s2", "final s2"]
    first, then = heard.data(EventType.SUGGESTION_FINAL)
    assert (first["priority"], then["priority"]) == ("high", "critical")


async def test_the_next_thought_may_bring_the_same_again():
    """A minute later it is news again."""
    for seconds, after in ((20, ["suppressed duplicate"]), (61, ["started s2", "final s2"])):
        second = said(turn(2, f"{DEAR} anyway."))
        heard = await coached(None, said(turn(1, f"{DEAR}.")), wait(seconds), second)
        assert heard.story == ["started s1", "final s1", *after]


async def test_a_card_that_came_before_a_pause_is_whole_after_it():
    """Where the first turn of a thought was not answered, its card is finished at the next."""
    first = part(1, f"{DEAR} because")

    async def remembered(call: CoachedCall) -> None:
        call.conversation.add(first)

    last = part(2, "it is only us two.")
    heard = await coached(None, growing(first), wait(1), remembered, growing(last), said(last))
    assert heard.story == ["started s1", "final s1"]
    assert heard.data(EventType.SUGGESTION_FINAL)[0]["turn_id"] == "c2"
