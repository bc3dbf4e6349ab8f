"""Which words a card of the playbook is for, and how long after them it came."""

from typing import Any

import pytest

from bench.cards import cards
from bench.listeners import Seen
from bench.looped_call import looped_call
from bench.stt_peer import Said
from conversation.speech.speakers import Speaker
from prompts.loader import load_playbook

CALL = looped_call()
SALES = load_playbook("sales", "en")
DEAR = next(t for t in CALL.turns[Speaker.CUSTOMER] if "too expensive" in t.text)
TOLD = [Said(word.end_ms, False, 0, 100 + word.end_ms / 1000) for word in DEAR.words]
TOLD_AT = {word.word: told.sent_at for word, told in zip(DEAR.words, TOLD, strict=True)}


def event(at: float, kind: str, **data: Any) -> Seen:
    return Seen(at, {"type": kind, "data": data})


def started(number: int, at: float, lane: str = "instant") -> Seen:
    about = {"suggestion_id": f"s{number}", "turn_id": "c1", "lane": lane}
    return event(at, "suggestion.started", **about)


def shown(number: int, at: float, rule: str) -> Seen:
    headline = next(r.moves[0].headline for r in SALES.rules if r.id == rule)
    partial = {"headline": headline}
    return event(at, "suggestion.delta", suggestion_id=f"s{number}", partial=partial)


END = event(999.0, "turn.final", turn_id="c1", start_ms=DEAR.start_ms, end_ms=DEAR.end_ms)


def test_a_card_waits_from_the_message_with_the_last_word_of_its_cue() -> None:
    """Words of the same turn that came before or after it don't count."""
    (rule,) = SALES.leading("That's too expensive.")
    at = TOLD_AT["expensive."] + 0.005
    (card,) = cards(CALL, SALES, TOLD, [started(1, at - 0.001), shown(1, at, rule), END])
    assert (card.rule, card.early, card.word) == (rule, True, "expensive.")
    assert card.wait_ms == pytest.approx(5)


def test_a_model_has_no_cards() -> None:
    """Only the instant lane's count."""
    assert not cards(CALL, SALES, TOLD, [started(1, 5.0, lane="llm"), END])


def test_a_card_whose_words_were_not_said_has_no_wait() -> None:
    """It is there, and it is not timed."""
    (card,) = cards(CALL, SALES, TOLD, [started(1, 5.0), shown(1, 5.0, "opt_out"), END])
    assert (card.rule, card.word, card.wait_ms) == ("opt_out", None, None)
