"""The report says first whether the goals are reached, then where the coach fell short."""

import json
from dataclasses import replace

from evaluation.report.document import FORMAT, document
from evaluation.report.failures import FailureKind, failures_of
from evaluation.report.report import COLUMNS, report
from evaluation.scoring.cards import FinalCard
from evaluation.scoring.held_back import HeldBack
from evaluation.scoring.result import CallResult
from tests.evaluation.stage import agent, card, customer, labelled, result

PRICE = customer(expect=["price_objection"], priority_min="critical")
SILENT = customer(silent=True, wrong=["outage"], never_say=["voucher"])
CALL = labelled(PRICE, agent(), SILENT, call_id="price_01")
SEEN = (card(0, "price_objection"), card(2, "outage", shown_ms=70_000, headline="Give a voucher"))


def seen(*cards: FinalCard, path: str = "tuned/price_01.yaml") -> CallResult:
    return result(CALL, *cards, path=path)


def test_goals_stand_first_with_whether_they_are_reached() -> None:
    """And the failures last, each by call, turn and headline."""
    lines = list(report([seen(*SEEN)]))
    [precision] = [line for line in lines if line.startswith("precision ")]
    assert precision.split() == ["precision", "≥", "0.9", "0.50", "NOT", "REACHED"]
    assert lines.index(precision) < 6
    assert lines[-1] == "  wrong       price_01 turn 3 (10.0 s) outage: “Give a voucher”"


def test_each_way_to_fall_short_is_named() -> None:
    """One line each, in the order of the turns."""
    named = [(one.turn, one.failure) for one in failures_of([seen(*SEEN)])]
    assert named == [(1, FailureKind.TOO_LOW), (3, FailureKind.NEVER_SAY), (3, FailureKind.WRONG)]
    missed = failures_of([seen(card(0, "outage"))])
    assert [one.failure for one in missed] == [FailureKind.MISSED, FailureKind.AMISS]
    assert missed[0].signals == ("price_objection",)
    again = seen(
        card(0, "price_objection"), card(2, "price_objection", priority="low", shown_ms=14_000)
    )
    assert [one.failure for one in failures_of([again])] == [
        FailureKind.TOO_LOW,
        FailureKind.PUT_AWAY,
        FailureKind.FALSE_ALARM,
        FailureKind.REPEATED,
    ]


def test_what_was_held_back_is_told_where_a_moment_was_missed() -> None:
    """With its reason; and all reasons, counted."""
    held = [HeldBack(0, "budget", "Ask why"), HeldBack(2, "budget", "On")]
    lines = list(report([result(CALL, held_back=held)]))
    assert lines[-1] == (
        "  missed      price_01 turn 1 (0.0 s) price_objection (held back, budget): “Ask why”"
    )
    assert any(line.split() == ["cards", "held", "back", "budget", "2"] for line in lines)


def test_no_line_is_wider_than_a_narrow_terminal() -> None:
    """Whatever stands in it."""
    wide = card(0, "outage", headline="Say this " * 20)
    many = [result(labelled(PRICE, language=tag), wide) for tag in ("en", "fr", "es")]
    assert max(map(len, report(many))) <= COLUMNS


def test_failures_in_held_out_calls_are_counted_and_not_named() -> None:
    """Unless that is asked for: nobody who tunes may read them."""
    held_out = seen(*SEEN, path="calls/held_out/price_01.yaml")
    lines = list(report([held_out]))
    assert lines[-2:] == ["failures: 3", "  3 in held-out calls, which --show-held-out names"]
    assert not any("Give a voucher" in line for line in lines)
    assert any("Give a voucher" in line for line in report([held_out], show_held_out=True))
    assert "Give a voucher" not in json.dumps(document([held_out], []))
    assert "Give a voucher" in json.dumps(document([held_out], [], show_held_out=True))


def test_a_model_is_named_with_what_it_took() -> None:
    """Also where nobody knows the price."""
    by_model = replace(seen(*SEEN), advised_by="gpt-test", requests=3, input_tokens=900)
    text = "\n".join(report([by_model, seen(*SEEN)]))
    assert "Advice: gpt-test (1 calls), rules (1 calls)." in text
    assert "asked 3 times: 900 tokens in, 0 out; cost: its price is not known." in text
    assert "cost: 0.0500" in "\n".join(report([replace(by_model, cost=0.05)]))


def test_the_document_has_all_figures_and_says_its_format() -> None:
    """With the calls, the turns by which two are compared, and what could not be judged."""
    told = json.loads(json.dumps(document([seen(*SEEN)], ["x.yaml: no"])))
    assert told["format"] == FORMAT
    assert told["figures"]["precision"] == 0.5
    assert told["goals"][0] == {
        "figure": "precision",
        "language": None,
        "limit": 0.9,
        "at_least": True,
        "value": 0.5,
        "reached": False,
    }
    assert told["errors"] == ["x.yaml: no"]
    [call] = told["calls"]
    due, silent = call["turns"]
    assert due == {
        **{"turn": 1, "due": True, "silent": False},
        **{"found": True, "late": False, "delay_ms": 250, "cards": 1},
    }
    assert silent == {
        **{"turn": 3, "due": False, "silent": True},
        **{"found": False, "late": False, "delay_ms": None, "cards": 1},
    }
    assert call["failures"][-1]["headline"] == "Give a voucher"
    assert set(told) == {
        *("format", "figures", "tally", "goals", "delays", "calibration", "languages"),
        *("playbooks", "kinds", "signals", "held_back", "calls", "errors"),
    }
