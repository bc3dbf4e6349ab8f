import json
from functools import cache

import pytest
import yaml

from conversation.coaching.advice import Priority
from conversation.coaching.playbook import Playbook
from conversation.coaching.silence import reason_to_stay_silent
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.bundled import BASE
from prompts.loader import load_playbook
from tests.conversation.calls import agent, customer
from tests.product import ROOT
from tests.prompts.obliged import OBLIGED
from tests.prompts.said import SAID

FILES = sorted((ROOT / "prompts" / "playbooks").glob("*.yaml"))
BUNDLED = [
    (name, language) for name, language in (path.stem.split(".") for path in FILES) if name != BASE
]
NAMES = {
    "sales",
    "saas",
    "support",
    "retention",
    "insurance",
    "healthcare",
    "collections",
    "fraud",
}
LANGUAGES = sorted({language for _, language in BUNDLED})
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
        [(one.id, one.must, one.within_s, one.before, one.after) for one in playbook.obligations],
    )


@cache
def base(language: str) -> list[dict[str, str]]:
    path = ROOT / "prompts" / "playbooks" / f"{BASE}.{language}.yaml"
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["rules"]


def test_bundled():
    """Eight playbooks are there, each under its own name in each language."""
    assert {name for name, _ in BUNDLED} == NAMES
    assert set(BUNDLED) == {(name, language) for name in NAMES for language in LANGUAGES}
    for name, language in BUNDLED:
        playbook = load_playbook(name, language)
        assert (playbook.name, playbook.language) == (name, language)


@pytest.mark.parametrize("bundled", BUNDLED, ids=".".join)
def test_languages_agree(bundled: tuple[str, str]):
    """A playbook has the same stages, rules and obligations in each language."""
    assert shape(load_playbook(*bundled)) == shape(load_playbook(bundled[0], "en"))


@pytest.mark.parametrize("bundled", BUNDLED, ids=".".join)
def test_every_rule_has_its_condition_and_examples(bundled: tuple[str, str]):
    """A rule says when it counts, and has examples enough to be compared with by meaning."""
    for rule in load_playbook(*bundled).rules:
        if not rule.leads and not rule.examples:
            continue  # a bare "yes" or a goodbye: held back, and told
        assert rule.when, rule.id
        if rule.gauge:
            continue  # no words show it
        assert len(rule.examples) >= (20 if bundled[1] == "en" else 10), rule.id
        assert len(rule.negatives) >= 5, rule.id
    assert len(load_playbook(*bundled).none) >= 200


@pytest.mark.parametrize("bundled", BUNDLED, ids=".".join)
def test_cues_pass_over_what_is_no_signal(bundled: tuple[str, str]):
    """No rule is led by its cues to one of its own negatives, or to what is no signal at all."""
    playbook = load_playbook(*bundled)
    rules = {rule.id: rule for rule in playbook.rules}
    nothing = [(id, text) for id, rule in rules.items() for text in rule.negatives]
    nothing += [(id, text) for text in playbook.none for id in rules]
    shown = {text: playbook.leading(text) for text in {text for _, text in nothing}}
    assert [(id, text) for id, text in nothing if id in shown[text]] == []


@pytest.mark.parametrize("bundled", BUNDLED, ids=".".join)
def test_moves_differ(bundled: tuple[str, str]):
    """A rule never says the same twice, and no headline is used by two rules."""
    playbook = load_playbook(*bundled)
    moves = [move for rule in playbook.rules for move in rule.moves]
    moves += [move for moves in playbook.fallback.values() for move in moves]
    headlines = [move.headline for move in moves]
    assert len(set(headlines)) == len(headlines)


@pytest.mark.parametrize(("name", "language", "rule", "text"), LED)
def test_leading_rule(name: str, language: str, rule: str | None, text: str):
    """What a customer says in such words is taken up by the rule meant for it."""
    found = load_playbook(name, language).advise(customer(text), [])
    assert (found and found[1][0]) == rule


@pytest.mark.parametrize("bundled", SAID, ids=".".join)
def test_every_rule_is_said(bundled: tuple[str, str]):
    """There is an example of each rule that sales and support do not share with all playbooks."""
    said = {rule for rule, _ in SAID[bundled]}
    shared = {rule["id"] for rule in base(bundled[1])}
    assert {rule.id for rule in load_playbook(*bundled).rules} - shared <= said


@pytest.mark.parametrize("bundled", OBLIGED, ids=".".join)
def test_obligations_are_heard(bundled: tuple[str, str]):
    """By the agent's own words, and neither by what comes close nor by their counter-examples."""
    playbook = load_playbook(*bundled)
    said = [*OBLIGED[bundled]]
    said += [(None, text) for one in playbook.obligations for text in one.negatives]
    for id, text in said:
        heard = playbook.heard(agent(text), [])
        found = [one.id for one in playbook.obligations if one.heard_in(heard)]
        assert found == ([id] if id else []), text


def test_stages_of_a_call():
    """Each turn touches the stages that its words belong to."""
    turns = [
        agent("Good morning, my name is Maya. Is now a good time?"),
        customer("Sure."),
        agent("How many people are on your team?"),
        customer("Forty. It's too expensive, I guess."),
        agent("Shall we put a meeting in the calendar for Friday?"),
    ]
    touched = [load_playbook("sales", "en").stages_in(turn) for turn in turns]
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
            found = load_playbook("sales", "en").advise(turn, turns[:at])
            assert found
            advice = found[0]
            assert advice.priority is not Priority.LOW
            assert all(item.quote in turn.text for item in advice.evidence)
            headlines.append(advice.headline)
            signals.update(advice.signals_detected)
    assert len(set(headlines)) == len(headlines)
    assert {"price_objection", "competitor_mention", "buying_signal", "next_step"} <= signals
