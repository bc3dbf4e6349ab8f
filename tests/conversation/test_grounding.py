from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.advice import Advice, Evidence, Priority
from conversation.coaching.grounding import UNGROUNDED_CONFIDENCE, grounded
from conversation.coaching.wording import Wording
from tests.conversation.calls import agent, customer

TURNS = [
    agent("That is too expensive, you say?", "t0"),
    customer("Well, it's… um, TOO expensive, I guess.", "t1"),
]


def advice(*evidence: tuple[str, str], **fields: object) -> Advice:
    values: dict[str, object] = {
        "headline": "Ask why",
        "questions": [],
        "recommended_direction": "Value.",
        "signals_detected": [],
        "priority": Priority.HIGH,
        "confidence": 0.9,
        "evidence": [Evidence(turn_id=turn_id, quote=quote) for turn_id, quote in evidence],
    }
    return Advice.model_validate(values | fields)


def test_real_quote_stays():
    """A quote that the customer said stays, as the customer's own characters."""
    result = grounded(advice(("t1", "It s too expensive!")), TURNS)
    assert result.evidence == [Evidence(turn_id="t1", quote="it's… um, TOO expensive")]
    assert result.confidence == 0.9


def test_invented_quotes_go():
    """Invented words, the agent's words, unknown turns and half words are no evidence."""
    invented = [("t1", "way too expensive"), ("t0", "too expensive"), ("t9", "too expensive")]
    result = grounded(advice(*invented, ("t1", "expens"), ("t1", "…"), ("t1", "")), TURNS)
    assert result.evidence == []
    assert result.confidence == UNGROUNDED_CONFIDENCE


def test_a_quote_without_its_turn():
    """A quote that names no turn is found where the customer said it last, or goes."""
    turns = [*TURNS, customer("Too expensive.", "t2"), agent("Too expensive?", "t3")]
    result = grounded(advice(("", "too expensive"), ("", "way too dear"), ("", "")), turns)
    assert result.evidence == [Evidence(turn_id="t2", quote="Too expensive")]


def test_a_turn_in_brackets():
    """A turn may be named as the transcript shows it."""
    result = grounded(advice(("[t1]", "too expensive")), TURNS)
    assert result.evidence == [Evidence(turn_id="t1", quote="TOO expensive")]


def test_low_confidence_is_not_raised():
    """Advice that was unsure by itself stays as it was."""
    assert grounded(advice(confidence=0.1), TURNS).confidence == 0.1


def test_clipping():
    """Lists are clipped, blanks and doubles go, the headline fits into a line."""
    result = grounded(
        advice(
            *[("t1", "expensive")] * 5,
            headline="Word  " * 60,
            questions=["", "Why?", " Why? ", "How?", "Who?"],
            signals_detected=[f"s{n}" for n in range(9)],
        ),
        TURNS,
    )
    assert result.questions == ["Why?", "How?"]
    assert result.signals_detected == ["s0", "s1", "s2", "s3", "s4"]
    assert len(result.evidence) == 1
    assert len(result.headline) <= 120
    assert result.headline.endswith("Word…")


@given(st.text(), st.text(), st.text(min_size=1))
def test_any_text(said: str, quote: str, headline: str):
    """Whatever was said and quoted, what stays is in the turn, and the headline is not empty."""
    result = grounded(advice(("t1", quote), headline=headline), [customer(said, "t1")])
    assert all(item.quote in said for item in result.evidence)
    assert 0 < len(result.headline) <= 120 or not headline.strip()


@given(st.text())
def test_whole_turn(said: str):
    """A turn quoted whole is evidence, if it has words."""
    result = grounded(advice(("t1", said)), [customer(said, "t1")])
    assert bool(result.evidence) == bool(Wording(said, sentences=False).tokens)
