import json

import pytest

from conversation.coaching.advice import Priority
from conversation.coaching.playbook import Playbook
from conversation.coaching.silence import reason_to_stay_silent
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.bundled import BASE
from prompts.loader import load_playbook
from tests.conversation.calls import agent, customer
from tests.product import ROOT
from tests.prompts.said import SAID

FILES = sorted((ROOT / "prompts" / "playbooks").glob("*.yaml"))
BUNDLED = {
    (name, language): load_playbook(name, language)
    for name, language in (path.stem.split(".") for path in FILES)
    if name != BASE
}
LED = [(*bundled, rule, text) for bundled, said in SAID.items() for rule, text in said]
SAMPLE = ROOT / "bots" / "sample" / "sample_call.json"


def shape(playbook: Playbook) -> object:
    return (
        [(stage.id, stage.speaker) for stage in playbook.stages],
        [
            (rule.id, rule.signal, rule.priority, rule.weight, len(rule.moves))
            for rule in playbook.rules
        ],
        {stage: len(moves) for stage, moves in playbook.fallback.items()},
    )


def test_bundled():
    """Sales and support are there, in English and in French, each under its own name."""
    assert list(BUNDLED) == [
        ("sales", "en"),
        ("sales", "fr"),
        ("support", "en"),
        ("support", "fr"),
    ]
    for (name, language), playbook in BUNDLED.items():
        assert (playbook.name, playbook.language) == (name, language)


@pytest.mark.parametrize("name", ["sales", "support"])
def test_languages_agree(name: str):
    """A playbook has the same stages and rules in each language."""
    assert shape(BUNDLED[name, "en"]) == shape(BUNDLED[name, "fr"])


@pytest.mark.parametrize("bundled", BUNDLED, ids=".".join)
def test_moves_differ(bundled: tuple[str, str]):
    """A rule never says the same twice, and no headline is used by two rules."""
    playbook = BUNDLED[bundled]
    moves = [move for rule in playbook.rules for move in rule.moves]
    moves += [move for moves in playbook.fallback.values() for move in moves]
    headlines = [move.headline for move in moves]
    assert len(set(headlines)) == len(headlines)


@pytest.mark.parametrize(("name", "language", "rule", "text"), LED)
def test_leading_rule(name: str, language: str, rule: str | None, text: str):
    """What a customer says in such words is taken up by the rule meant for it."""
    found = BUNDLED[name, language].advise(customer(text), [])
    assert (found and found[1][0]) == rule


@pytest.mark.parametrize("bundled", BUNDLED, ids=".".join)
def test_every_rule_is_said(bundled: tuple[str, str]):
    """There is an example of every rule of every bundled playbook."""
    said = {rule for rule, _ in SAID[bundled]}
    assert {rule.id for rule in BUNDLED[bundled].rules} <= said


def test_stages_of_a_call():
    """Each turn touches the stages that its words belong to."""
    turns = [
        agent("Good morning, my name is Maya. Is now a good time?"),
        customer("Sure."),
        agent("How many people are on your team?"),
        customer("Forty. It's too expensive, I guess."),
        agent("Shall we put a meeting in the calendar for Friday?"),
    ]
    touched = [BUNDLED["sales", "en"].stages_in(turn) for turn in turns]
    assert touched == [["opening"], [], ["discovery"], ["objections"], ["next_step"]]


def test_sample_call():
    """Every customer turn of the bundled sample call gets a rule's advice, each another one."""
    said = json.loads(SAMPLE.read_text(encoding="utf-8"))["turns"]
    turns = [
        Turn(f"t{n}", Speaker(turn["speaker"]), turn["text"], turn["start_ms"], turn["end_ms"])
        for n, turn in enumerate(said)
    ]
    headlines, signals = [], set()
    for at, turn in enumerate(turns):
        if turn.speaker is Speaker.CUSTOMER:
            assert reason_to_stay_silent(turn, turns[:at]) is None
            found = BUNDLED["sales", "en"].advise(turn, turns[:at])
            assert found
            advice = found[0]
            assert advice.priority is not Priority.LOW
            assert all(item.quote in turn.text for item in advice.evidence)
            headlines.append(advice.headline)
            signals.update(advice.signals_detected)
    assert len(set(headlines)) == len(headlines)
    assert {"price_objection", "competitor_mention", "buying_signal", "next_step"} <= signals
