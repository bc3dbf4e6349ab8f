"""The linter tells all the mistakes of a file at once, each with its place and what is right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.coaching.playbook import Playbook
from prompts.linter import checked
from prompts.mistake import Mistake
from prompts.prompt import Prompt
from tests.product import ROOT

PLAYBOOK = """\
name: workshop
version: 1
language: en
title: Bicycle workshop
goal: Agree on a day.
stages:
  - id: problem
    title: Problem understood
    speaker: agent
    cues:
      - what is wrong
  - id: day
    title: Day agreed
rules:
  - id: price
    signal: price_question
    priority: high
    cues:
      - how much
    moves:
      - headline: Name the fee
        recommended_direction: Promise no total.
  - id: unsafe
    signal: unsafe_bicycle
    weight: 2
    cues:
      - brakes ... fail*
    moves:
      - headline: Ask them not to ride it
        recommended_direction: Offer the next slot.
fallback:
  problem:
    - headline: Ask what is wrong
      recommended_direction: A clear picture helps.
  day:
    - headline: Repeat the day
      recommended_direction: End the call.
"""

WRONG = [
    ("version: 1", "version: one", (2, 10, "version: a whole number is expected here, not 'one'")),
    ("language: en", "language: english", (3, 11, "language: 'english' is not a language tag")),
    ("    speaker: agent", "    speaker: agnet", (9, 14, "is 'agent' meant?")),
    ("    title: Day agreed", "    titel: Day agreed", (13, 5, "stages.1: 'titel' is no field")),
    ("    priority: high", "    priority: hihg", (17, 15, "is 'high' meant?")),
    (
        "      - how much",
        "      - (how much",
        (19, 9, "rules.0.cues.0: '(how much': ')' is missing"),
    ),
    ("    weight: 2", "    weight: 20", (25, 13, "rules.1.weight: a number of at most 10")),
    ("  problem:\n    -", "  problm:\n    -", (32, 3, "is 'problem' meant?")),
]


def playbook_mistakes(text: str) -> list[Mistake]:
    """All that is wrong with a playbook."""
    return checked(text, Playbook)[1]


def lines(text: str) -> list[str]:
    return [str(mistake) for mistake in playbook_mistakes(text)]


def spoilt(*changes: tuple[str, str]) -> str:
    text = PLAYBOOK
    for right, wrong in changes:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    return text


def test_a_right_file_has_no_mistakes():
    """Neither the example nor a bundled playbook has one."""
    assert lines(PLAYBOOK) == []
    bundled = ROOT / "prompts" / "playbooks" / "sales.en.yaml"
    assert lines(bundled.read_text("utf-8")) == []


def test_eight_different_mistakes_are_told_in_one_run():
    """Of numbers, tags, choices, fields, cues, limits and ids: each with line and column."""
    found = playbook_mistakes(spoilt(*(change[:2] for change in WRONG)))
    assert [(m.place.line, m.place.column) for m in found] == [place[:2] for *_, place in WRONG]
    for mistake, (_, _, (_, _, words)) in zip(found, WRONG, strict=True):
        assert words in f"{mistake.field}: {mistake.message}"


@pytest.mark.parametrize(("right", "wrong", "place"), WRONG)
def test_a_mistake_alone_is_one_mistake(right: str, wrong: str, place: tuple[int, int, str]):
    """None of them is told twice, as a field that is none and as one that is missing."""
    (line,) = lines(spoilt((right, wrong)))
    assert line.startswith(f"line {place[0]}, column {place[1]}: ")


def test_what_is_below_a_typo_is_looked_at_too():
    """A misspelt field is read under the name that is meant, with its own mistakes."""
    found = lines(
        spoilt(("rules:\n", "ruels:\n"), ("    signal: price_question", "    signl: Price"))
    )
    assert [line.split(": ", 1)[1] for line in found] == [
        "'ruels' is no field here; is 'rules' meant?",
        "rules.0: 'signl' is no field here; is 'signal' meant?",
        "rules.0.signal: 'Price' is not an id of small letters, digits and _,"
        " that begins with a letter",
    ]
    assert [line.split(",")[0] for line in found] == ["line 14", "line 16", "line 16"]


def test_a_field_that_is_like_none_is_told_with_those_that_there_are():
    """The names of that very part of the file."""
    (line,) = lines(spoilt(("    weight: 2", "    xyz: 2")))
    assert line == (
        "line 25, column 5: rules.1: 'xyz' is no field here;"
        " there is id, signal, when, examples, negatives, gauge, cues, unless, speaker, after,"
        " stages, moves, priority, weight, cooldown_s, once, max_per_call"
    )


def test_a_second_spelling_of_a_field_that_is_there_is_a_stranger():
    """It takes nothing away from the field itself."""
    (line,) = lines(spoilt(("    weight: 2", "    weight: 2\n    wieght: 3")))
    assert line == "line 26, column 5: rules.1: 'wieght' is no field here; is 'weight' meant?"


def test_ids_that_come_twice_and_moves_of_no_stage_are_told_beside_other_mistakes():
    """What contradicts itself has a place too, and waits for no other mistake to be mended."""
    found = lines(
        spoilt(
            ("version: 1", "version: 0"),
            ("  - id: unsafe", "  - id: price"),
            ("  day:\n    - headline: Repeat", "  week:\n    - headline: Repeat"),
        )
    )
    assert found == [
        "line 2, column 10: version: a number of at least 1, not 0",
        "line 23, column 9: rules.1.id: the rule 'price' is there twice",
        "line 35, column 3: fallback.week: 'week' is the id of no stage; there is problem, day",
    ]


def test_a_line_that_is_no_yaml_hides_no_other_mistake():
    """It is told, read as words, and the rest is looked at."""
    found = lines(
        spoilt(
            ("      - how much", "      - [really] much"),
            ("    priority: high", "    priority: hihg"),
            ("goal: Agree on a day.", "goal: Agree: on a day.\ngoal: Again"),
        )
    )
    assert [line.split(":")[0] for line in found] == [
        "line 5, column 12",
        "line 6, column 1",
        "line 18, column 15",
        "line 20, column 18",
    ]


def test_what_has_the_wrong_shape_is_told_by_what_is_expected():
    """Words for a list, a list for words, fields for words, nothing at all."""
    changes = [
        ("    cues:\n      - how much", "    cues: how much"),
        ("title: Bicycle workshop", "title: [Bicycle, workshop]"),
        ("      - brakes ... fail*", "      - brakes: fail*"),
        ("    signal: unsafe_bicycle", "    signal:"),
    ]
    found = " | ".join(lines(spoilt(*changes)))
    assert "title: words are expected here, not a list" in found
    assert "rules.0.cues: a list is expected here (- and a blank before each item)" in found
    assert "rules.1.signal: is empty" in found
    assert "rules.1.cues.0: words are expected here, not fields (a text with ': '" in found


def test_a_prompt_is_read_in_the_same_way():
    """Its mistakes come at once, too."""
    text = "name: My\nversion: 1\nlanguage: en\nsytem: '{{ turns }}'\nturn: Advise.\n"
    prompt, found = checked(text, Prompt)
    assert prompt is None
    assert [str(mistake).split(": ")[0] for mistake in found] == [
        "line 1, column 7",
        "line 4, column 1",
        "line 4, column 8",
        "line 5, column 7",
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_text_has_mistakes_or_is_a_playbook(data: st.DataObject):
    """Whatever is done to a file, it is read without an error of Python's."""
    at = data.draw(st.integers(0, len(PLAYBOOK)))
    cut = data.draw(st.integers(0, 30))
    text = PLAYBOOK[:at] + data.draw(st.text(max_size=8)) + PLAYBOOK[at + cut :]
    assert all(mistake.place.line >= 1 for mistake in playbook_mistakes(text))


def test_each_of_a_rules_own_limits_is_told_beside_the_others():
    """Acts, stages, utterances and limits: none hides another, and a rule needs some words."""
    (text,) = [
        PLAYBOOK.replace(
            "    weight: 2\n    cues:\n      - brakes ... fail*\n",
            "    after: [told_prise]\n    stages: [day, problm]\n    cooldown_s: 0\n"
            "    max_per_call: 0\n    examples: brakes\n    speaker: agnt\n",
        ),
    ]
    found = {m.field: (m.place.line, m.message) for m in playbook_mistakes(text)}
    assert found["rules.1.after.0"] == (
        25,
        "'told_prise' is none of greeted, asked_data, asked_closed, asked_open, told_price,"
        " proposed, apologised, refused, instructed, held, wrapped_up; is 'told_price' meant?",
    )
    assert found["rules.1.stages.1"][1] == "'problm' is the id of no stage; is 'problem' meant?"
    assert found["rules.1.cooldown_s"][0] == 27
    assert found["rules.1.max_per_call"][0] == 28
    assert found["rules.1.examples"][1].startswith("a list is expected here")
    assert "is 'agent' meant?" in found["rules.1.speaker"][1]
    assert len(found) == 6


def test_a_rule_without_cues_and_examples_never_matches():
    """One of both is enough."""
    cues = "    cues:\n      - brakes ... fail*\n"
    (line,) = lines(PLAYBOOK.replace(cues, ""))
    assert line.endswith("rules.1.cues: a rule needs cues or examples, or it never matches")
    assert lines(PLAYBOOK.replace(cues, "    examples: [The brakes are gone.]\n")) == []


def test_each_mistake_of_an_obligation_is_told_with_its_place():
    """Its kind, its words, its deadlines, its stages, and what it is due before."""
    obligations = """obligations:
  - id: notice
    title: Say that it is recorded
    must: sya
    within_s: 30
    before: told_prise
    stages: [problm]
    cues: [recorded]
  - id: notice
    title: Say it
    must: say
    before: prise
rules:
"""
    found = {m.field: m.message for m in playbook_mistakes(spoilt(("rules:\n", obligations)))}
    assert "is 'say' meant?" in found["obligations.0.must"]
    assert "one deadline is enough" in found["obligations.0.before"]
    assert "is 'problem' meant?" in found["obligations.0.stages.0"]
    assert found["obligations.1.id"] == "the obligation 'notice' is there twice"
    assert "is 'price' meant?" in found["obligations.1.before"]
    assert found["obligations.1.cues"].startswith("an obligation needs cues or examples")
    assert len(found) == 6
    head, first, _ = obligations.split("  - id:")
    alone = f"{head}  - id:{first}rules:\n".replace("sya", "say").replace("problm", "problem")
    (line,) = lines(spoilt(("rules:\n", alone.replace("    within_s: 30\n", ""))))
    told = "'told_prise' is neither an act of the agent's nor the id of a rule"
    assert line.endswith(f"{told}; is 'told_price' meant?")


def test_each_mistake_of_a_scorecard_is_told_with_its_place():
    """A criterion that is none, one that is there twice, a weight of nothing, and one figure."""
    scorecard = """scorecard:
  - {id: talk_shar, weight: 2}
  - {id: pace, weight: 0}
  - {id: pace, good: 200, poor: 200}
rules:
"""
    found = {m.field: m.message for m in playbook_mistakes(spoilt(("rules:\n", scorecard)))}
    assert "is 'talk_share' meant?" in found["scorecard.0.id"]
    assert found["scorecard.1.weight"]
    assert "nothing lies between them" in found["scorecard.2"]
    twice = scorecard.replace("talk_shar,", "talk_share,").replace("weight: 0", "weight: 1")
    twice = twice.replace("poor: 200", "poor: 300")
    found = {m.field: m.message for m in playbook_mistakes(spoilt(("rules:\n", twice)))}
    assert found == {"scorecard.2.id": "the criterion 'pace' is there twice"}


def test_mistakes_of_alerts_are_told_with_what_is_meant() -> None:
    """Each with its place: names that there are not, a condition that says nothing, an id twice."""
    alerts = """alerts:
  - id: cross
    title: The customer is cross
    when: {signals: [prise], risk_over: 60}
  - id: cross
    title: Silence
    when: {}
  - id: missed
    title: Missed
    when: {obligations: [notise]}
rules:
"""
    found = {m.field: m.message for m in playbook_mistakes(spoilt(("rules:\n", alerts)))}
    assert "is 'price' meant?" in found["alerts.0.when.signals.0"]
    assert "'risk_over' is no field here; is 'risk_above' meant?" in found["alerts.0.when"]
    assert found["alerts.1.id"] == "the alert 'cross' is there twice"
    assert "an alert needs one of signals" in found["alerts.1.when"]
    assert "is the id of no obligation" in found["alerts.2.when.obligations.0"]
