import asyncio
from itertools import pairwise

import pytest

from coach.ports import ModelError
from coach.request import Silent
from conversation.errors import ErrorCode
from conversation.events.event import EventType
from tests.coach.stage import (
    ANSWERS,
    BEGUN,
    HANGS,
    TIMEOUT_S,
    Piece,
    ScriptedAdvisor,
    advice,
    coached,
    coached_by_both,
    command,
    draft,
    note,
    said,
    turn,
    wait,
)

pytestmark = pytest.mark.looptime


async def test_a_turn_of_the_customer_gets_advice():
    """Started, growing, final: with the contract's fields, in this order."""
    heard = await coached(ScriptedAdvisor(ANSWERS), said(turn(1)), wait(1))
    assert heard.types == ["suggestion.started", "suggestion.delta", "suggestion.final"]
    started, delta, final = (data for _, data in heard.events)
    about = {
        "suggestion_id": "s1",
        "turn_id": "c1",
        "lane": "llm",
        "specialist": "sales",
        "replaces": None,
    }
    assert started == about
    assert delta == {"suggestion_id": "s1", "partial": BEGUN}
    assert final.items() >= (about | {"model": "gpt-test", "prompt": "coach@1/en"}).items()
    assert final["headline"] == "Ask why"
    assert set(final) >= {
        "questions",
        "signals_detected",
        "recommended_direction",
        "priority",
        "confidence",
        "evidence",
    }


async def test_latency_counts_from_the_speech_and_from_the_turn():
    """The agent's wait, to the first field and to the whole, ms."""
    now = asyncio.get_running_loop().time()
    heard = await coached(ScriptedAdvisor(ANSWERS), said(turn(1), now - 0.5, now), wait(1))
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["latency_ms"] == {
        "from_speech_end_to_first": pytest.approx(750, abs=30),
        "from_speech_end_to_final": pytest.approx(850, abs=30),
        "from_turn_to_first": pytest.approx(250, abs=30),
        "from_turn_to_final": pytest.approx(350, abs=30),
    }


async def test_deltas_come_at_most_twenty_times_a_second():
    """The first delta comes at once; later ones not more often than every 50 ms."""
    pieces: list[Piece] = []
    for number in range(100):
        pieces += [0.01, BEGUN | {"recommended_direction": "x" * (number + 1)}]
    heard = await coached(ScriptedAdvisor([*pieces, advice("x")]), said(turn(1)), wait(2))
    partials = [
        data["partial"]["recommended_direction"] for data in heard.data(EventType.SUGGESTION_DELTA)
    ]
    assert partials[0] == "x"
    assert 15 <= len(partials) <= 21
    assert all(len(one) < len(two) for one, two in pairwise(partials))


async def test_a_model_that_takes_too_long_is_given_up():
    """After `timeout_s` the playbook answers, though the model has begun to write."""
    advisor = ScriptedAdvisor([0.1, {"priority": "high", "headline": "Half"}, *HANGS])
    heard = await coached(advisor, said(turn(1)), wait(TIMEOUT_S + 1))
    assert heard.story == ["started s1", "withdrawn s1 failed", "started s2", "final s2"]
    assert heard.data(EventType.ERROR)[0]["error_code"] == "coach_timeout"
    assert advisor.stopped == 1


async def test_an_advisor_that_gives_nothing_has_failed():
    """Neither advice nor an error is an invalid answer."""
    heard = await coached(
        ScriptedAdvisor([{"priority": "high", "headline": "Half"}]), said(turn(1)), wait(1)
    )
    assert heard.data(EventType.ERROR)[0]["error_code"] == "coach_invalid_answer"
    heard.assert_every_start_has_one_end()


async def test_a_bug_is_a_failure_like_any_other():
    """An exception that nobody thought of is told without its words, and the playbook answers."""
    bug = KeyError("what the customer said")
    heard = await coached(
        ScriptedAdvisor([0.1, {"priority": "high", "headline": "Half"}, bug], ANSWERS),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["started s1", "withdrawn s1 failed", "started s2", "final s2"]
    (told,) = heard.data(EventType.ERROR)
    assert told["error_code"] == "coach_failed"
    assert "customer" not in str(heard.data(EventType.ERROR) + heard.data(EventType.STATUS))


SILENT = Silent("model_silent")


async def test_nothing_is_shown_before_there_is_something_to_show():
    """No event comes before the first words; with them, the card begins."""
    heard = await coached(
        ScriptedAdvisor(ANSWERS), said(turn(1)), wait(0.2), note("still thinking"), wait(1)
    )
    assert heard.story == ["note still thinking", "started s1", "final s1"]


async def test_a_silent_advisor_shows_nothing_and_says_why():
    """The turn is suppressed with the advisor's reason; a guess, once its turn may be answered."""
    for before in ((), (draft(turn(1)), wait(0.5), note("eager pause"))):
        heard = await coached(ScriptedAdvisor([0.1, SILENT]), *before, said(turn(1)), wait(1))
        assert heard.story[-1] == "suppressed model_silent"
        assert heard.data(EventType.SUGGESTION_SUPPRESSED)[0]["turn_id"] == "c1"
        assert not heard.data(EventType.SUGGESTION_STARTED)
        assert not heard.data(EventType.ERROR)


async def test_a_card_that_its_advisor_takes_back_is_refused():
    """Silence after the first words withdraws what the agent saw."""
    heard = await coached(
        ScriptedAdvisor([0.1, {"priority": "high", "headline": "Half"}, 0.1, SILENT]),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["started s1", "withdrawn s1 refused"]


async def test_a_silent_guess_that_was_wrong_is_not_told():
    """Silence on words that were not the turn's is no silence on the turn."""
    longer = turn(1, "It is too expensive for us. But we like it.")
    heard = await coached(
        ScriptedAdvisor([0.1, SILENT], ANSWERS), draft(turn(1)), wait(0.5), said(longer), wait(1)
    )
    assert heard.story == ["started s1", "final s1"]


async def test_a_newer_turn_takes_the_place_of_one_that_is_waited_for():
    """An answer that has not begun when the next turn is asked about never comes."""
    advisor = ScriptedAdvisor(HANGS, ANSWERS)
    heard = await coached(
        advisor, said(turn(1)), wait(0.1), said(turn(2, "And the contract?")), wait(1)
    )
    assert heard.story == ["started s1", "final s1"]
    assert heard.data(EventType.SUGGESTION_FINAL)[0]["turn_id"] == "c2"
    assert advisor.stopped == 2


async def test_a_model_that_is_silent_has_answered():
    """Silence ends an outage as advice does."""
    failure = ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached.")
    advisor = ScriptedAdvisor([failure], [0.1, SILENT])
    heard = await coached(
        advisor, said(turn(1)), wait(1), said(turn(2, "And the contract?")), wait(1)
    )
    assert [data["state"] for data in heard.data(EventType.STATUS)] == ["degraded", "ok"]


async def test_a_question_whose_answer_is_refused_gets_the_playbooks():
    """Whoever asks is told why there is no answer of the model's."""
    advisor = ScriptedAdvisor([], [0.1, Silent("guard_number")])
    heard = await coached(
        advisor,
        said(turn(1, "My brother lives in Lyon.")),
        wait(1),
        command("ask", text="So?"),
        wait(1),
    )
    told = heard.data(EventType.ERROR)[-1]
    assert told["error_code"] == "coach_invalid_answer"
    assert "guard_number" in told["message"]
    assert not heard.data(EventType.SUGGESTION_SUPPRESSED)


async def test_the_advisor_knows_what_is_on_the_screen():
    """The card that stands, the playbook's too, and those of the last minutes."""
    advisor = ScriptedAdvisor(ANSWERS, ANSWERS)
    await coached_by_both(
        advisor, said(turn(1)), wait(1), said(turn(2, "And how long is the contract?")), wait(1)
    )
    first, second = (request.seen for request in advisor.requests)
    assert first.standing is not None
    assert first.standing.lane == "instant"
    assert second.standing is not None
    assert "Ask why" not in first.standing.headline
    seen = [card.headline for card in (*second.past, second.standing)]
    assert first.standing.headline in seen
