"""The review tells what is odd about a playbook that has no mistakes, with its place."""

from pathlib import Path

import pytest

from conversation.coaching.detection.likeness import Likeness
from prompts.loader import load_playbook
from prompts.review.language_review import review_language
from prompts.review.review import review
from tests.prompts.family import PARENT, change, family

A = ["it costs the earth", *(f"sum number {at}" for at in range(7))]
B = ["it does not stop", *(f"fault number {at}" for at in range(7))]
MOVES = "moves: [{headline: Go on, recommended_direction: Do.}]"
PLAYBOOK = f"""\
name: mine
version: 1
language: en
title: Mine
goal: Do it.
stages: [{{id: one, title: One}}]
rules:
  - id: a
    signal: a
    priority: high
    weight: 2
    cues: [too dear]
    examples: [{", ".join(A)}]
    {MOVES}
  - id: b
    signal: b
    priority: high
    cues: [brakes fail*]
    examples: [{", ".join(B)}]
    {MOVES}
"""


def warnings(text: str) -> list[str]:
    found = review(text)
    assert found.mistakes == []
    return [f"{warning.field}: {warning.message}" for warning in found.warnings]


def odd(*changes: tuple[str, str]) -> list[str]:
    text = PLAYBOOK
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return warnings(text)


def test_nothing_is_odd_about_a_small_playbook():
    """So that each warning below has one cause."""
    assert warnings(PLAYBOOK) == []


OBLIGED = """rules:
"""
OBLIGATION = """obligations:
  - id: notice
    title: Say it
    must: {must}
    {more}
rules:
"""


@pytest.mark.parametrize(
    ("must", "more", "told"),
    [
        ("say", "cues: [um]", "obligations.0.cues.0: 'um' can never be found"),
        ("say", "cues: [recorded, is recorded]", "the obligation's 'recorded' finds all"),
        (
            "say",
            "cues: [recorded]\n    unless: [is recorded, recorded]",
            "'recorded' never counts: the obligation's 'unless' 'recorded' takes it away",
        ),
        ("say", "examples: [we tape it]", "'notice' has 1 examples, and so is never heard: 8"),
        (
            "say",
            "cues: [recorded]\n    negatives: [it was recorded]",
            "obligations.0.negatives.0: 'notice' is heard in 'it was recorded', though",
        ),
    ],
)
def test_what_is_odd_about_an_obligation(must: str, more: str, told: str):
    """Words that are never heard, needless ones, and those that contradict each other."""
    found = odd((OBLIGED, OBLIGATION.format(must=must, more=more)))
    assert any(told in line for line in found), found


def test_nothing_is_odd_about_a_plain_obligation():
    """To say, and not to say."""
    for must in ("say", "not_say"):
        assert odd((OBLIGED, OBLIGATION.format(must=must, more="cues: [recorded]"))) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # cues that are never found
        ("[too dear]", "[um]", "rules.0.cues.0: 'um' can never be found: 'um' is a hesitation"),
        ("[too dear]", "[(um|too) dear]", "rules.0.cues.0: 'um' is never found: a hesitation"),
        ("title: One", "title: One, cues: [uh]", "stages.0.cues.0: 'uh' can never be found"),
        (
            "[too dear]",
            "[too dear]\n    unless: [bananas, (is|be) too dear, too dear]",
            "rules.0.cues.0: 'too dear' never counts: the rule's 'unless' 'too dear' takes it away",
        ),
        (
            "[too dear]",
            "[too (dear|much)]\n    unless: [too dear, too much]",
            "rules.0.cues.0: 'too (dear|much)' never counts: the rule's 'unless' take it away",
        ),
        # `unless` that takes nothing away
        (
            "[too dear]",
            "[too dear]\n    unless: [not bananas]",
            "rules.0.unless.0: 'not bananas' has no word of the rule's cues",
        ),
        # cues that another one finds too
        (
            "[too dear]",
            "['too dear', 'far too dear [for us]']",
            "rules.0.cues.1: 'far too dear [for us]' is needless: the rule's 'too dear' finds",
        ),
        (
            "[too dear]",
            "[too (dear|costly), too (costly|dear)]",
            "rules.0.cues.1: 'too (costly|dear)' is needless: the rule's 'too (dear|costly)' finds",
        ),
        (
            "[too dear]",
            "[too dear for me, too ... me]",
            "rules.0.cues.0: 'too dear for me' is needless: the rule's 'too ... me' finds",
        ),
        (
            "title: One",
            "title: One, cues: [good day, very good day]",
            "stages.0.cues.1: 'very good day' is needless: the stage's 'good day' finds",
        ),
        # rules that never lead
        (
            "[brakes fail*]\n    examples: [it does not stop, ",
            "[far too dear, too dear for me]\n    negatives: [",
            "rules.1: 'b' can never lead: wherever one of its cues is said, the heavier 'a' leads",
        ),
        (
            "[brakes fail*]",
            "[brakes fail*, far too dear]",
            "rules.1.cues.1: 'far too dear' never makes 'b' lead: wherever it is said, the heavier",
        ),
        (
            "    weight: 2\n    cues: [too dear]",
            "    cues: [brakes fail*, too dear]",
            "rules.1.cues.0: 'brakes fail*' is a cue of 'a' too, which is as heavy",
        ),
        # priorities
        (
            "    priority: high\n    weight: 2",
            "    weight: 2",
            "rules.0: 'a' has no priority, and so is 'medium'",
        ),
        ("    weight: 2", "    weight: 0.5", "rules.0.priority: 'high' says nothing"),
        (
            "    priority: high\n    weight: 2",
            "    priority: low\n    weight: 2",
            "rules.1.priority: 'b' is high, and yet the heavier 'a' leads where both match",
        ),
        (
            "    priority: high\n    weight: 2",
            "    priority: low\n    weight: 2",
            "rules.0.priority: 'low' is shown only to who wants every card",
        ),
        # examples and what contradicts them
        (
            "    examples: [it costs the earth, ",
            "    negatives: [",
            "rules.0: 'a' has no examples, and so is found by its cues alone: 8 are needed",
        ),
        (
            "[it costs the earth, ",
            "[",
            "rules.0: 'a' has 7 examples, and so is found by its cues alone: 8 are needed",
        ),
        (
            "    cues: [too dear]\n    examples: [it costs the earth, ",
            "    examples: [",
            "rules.0: 'a' has 7 examples, and so is never found: 8 are needed",
        ),
        (
            "[it costs the earth,",
            "[it costs the earth, It costs the earth!,",
            "rules.0.examples.1: 'It costs the earth!' is there twice",
        ),
        (
            "[it does not stop,",
            "[it costs the earth,",
            "rules.1.examples.0: 'it costs the earth' is an example of 'a' too",
        ),
        (
            "    examples: [it costs the earth,",
            "    negatives: [it costs the earth]\n    examples: [it costs the earth,",
            "rules.0.negatives.0: 'it costs the earth' is an example and a negative of 'a'",
        ),
        (
            "rules:",
            "none: [it costs the earth]\nrules:",
            "none.0: 'it costs the earth' is in 'none', and an example of 'a'",
        ),
        (
            "    examples: [it costs the earth,",
            "    negatives: [you sold too dear a horse]\n    examples: [it costs the earth,",
            "rules.0.negatives.0: 'a' shows in 'you sold too dear a horse', though it is one of its"
            " negatives: its cue 'too dear' is in it",
        ),
        (
            "    examples: [it costs the earth,",
            "    unless: [not too dear]\n    examples: [well not too dear,",
            "rules.0.examples.0: 'a' does not show in its own example, though its cue 'too dear'"
            " does: the rule's 'unless' takes it away",
        ),
        (
            "[it costs the earth,",
            "[it is not too dear,",
            "rules.0.examples.0: 'a' does not show in its own example, though its cue 'too dear'"
            " does: the words around it take it back",
        ),
        (
            "rules:",
            "none: [my too dear friend]\nrules:",
            "none.0: 'a' shows in 'my too dear friend', which should be no signal",
        ),
        # slow cues
        (
            "[too dear]",
            "['# ... # ... # ... # ... dear']",
            "rules.0.cues.0: '# ... # ... # ... # ... dear' may take",
        ),
    ],
)
def test_one_odd_thing_is_told_at_its_place(old: str, new: str, told: str):
    """The field, what is odd, and why."""
    assert any(warning.startswith(told) for warning in odd((old, new))), odd((old, new))


def test_examples_that_can_be_told_from_nothing_are_told():
    """Of one rule, or of several that mean the same; one utterance of `none` is enough."""
    (told,) = odd(("    signal: b\n", "    signal: a\n"))
    assert told == (
        "rules: all examples mean one signal, and nothing is in 'negatives' or 'none' that they"
        " can be told from, and so cues alone decide"
    )
    assert (
        odd(("    signal: b\n", "    signal: a\n"), ("rules:", "none: [well thanks]\nrules:")) == []
    )


def test_a_cue_that_denies_is_not_needless_beside_one_that_does_not():
    """A denial inside the cue's own words is the signal; the shorter cue would be taken back."""
    assert odd(("[too dear]", "[don't want, want]")) == []


def test_an_unless_may_reach_into_a_gap():
    """Any word may stand there."""
    assert odd(("[too dear]", "[too ... dear]\n    unless: [a good]")) == []


def test_a_headline_that_is_no_glance_is_told():
    """It has its twelve words at most, and too many letters."""
    headline = "Understand comprehensively everything regarding reimbursement conversations first"
    (told,) = warnings(PLAYBOOK.replace("headline: Go on", f"headline: {headline}", 1))
    assert told.startswith("rules.0.moves.0.headline: 81 characters are not read at one glance")


def test_critical_is_for_few_rules():
    """Where most are critical, none stands out."""
    rule = PLAYBOOK[PLAYBOOK.index("  - id: b") :]
    more = "".join(
        rule.replace("id: b", f"id: b{at}")
        .replace("brakes fail*", f"word{at}")
        .replace("it does not stop", f"story {at}")
        .replace("fault number", f"fault {at} number")
        .replace("high", "critical")
        for at in range(7)
    )
    (told,) = [warning for warning in warnings(PLAYBOOK + more) if "critical" in warning]
    assert told == "rules: 7 of 9 rules are critical, so that none stands out"


@pytest.mark.parametrize("said", ["en", "fr", "es", "de", "sv"])
@pytest.mark.parametrize("spoken", ["en", "fr"])
def test_a_file_in_another_language_than_it_says_is_told(said: str, spoken: str):
    """By the short words that each sentence of a language has."""
    playbook = load_playbook("support", spoken).model_copy(update={"language": said})
    told = [message for path, message in review_language(playbook) if path == ("language",)]
    wrong = f"the file says {said!r}, and its words look like {spoken!r}"
    assert told == ([] if said == spoken else [wrong])


def test_moves_in_another_language_than_the_file_are_told():
    """One rule that was copied and not translated."""
    french = "Demandez ce que vous pouvez faire pour le client avec une date et sur un ton calme"
    changed = PLAYBOOK.replace("recommended_direction: Do.", f"recommended_direction: {french}", 1)
    told = "rules.0.moves: the moves of 'a' look like 'fr', in a file in 'en'"
    assert told in warnings(changed.replace("title: Mine", "title: The one that is for the house"))


def test_only_the_files_own_parts_are_told(tmp_path: Path):
    """A parent's oddities are told of its file, and a base is looked at like a playbook."""
    folder = family(tmp_path)
    change(folder / "base.yaml", "cues: [gift card*]", "cues: [gift card*, um]")
    child, base = (folder / name for name in ("house.yaml", "base.yaml"))
    found = review(child.read_text("utf-8"), child)
    assert {warning.field.split(".cues")[0] for warning in found.warnings} == {"rules.0"}
    assert [(w.place.line, w.field) for w in found.warnings if "too dear" in w.message] == []
    found = review(base.read_text("utf-8"), base)
    assert [w.place.line for w in found.warnings if "'um'" in w.message] == [10]


def test_a_base_without_rules_has_nothing_that_could_be_odd():
    """And no mistake."""
    text = PARENT[: PARENT.index("rules:")]
    found = review(text)
    assert (found.playbook, found.mistakes, found.warnings) == (None, [], [])


def test_a_file_with_mistakes_has_no_warnings():
    """They come once the mistakes are gone."""
    found = review(PLAYBOOK.replace("version: 1", "version: 0").replace("too dear", "um"))
    assert (len(found.mistakes), found.warnings, found.playbook) == (1, [], None)


def test_what_utterances_mean_decides_with_the_cues():
    """A negative that sounds like the examples is told, though no cue is in it."""
    negative = "it costs a world of money"
    text = PLAYBOOK.replace(
        "    examples: [it costs", f"    negatives: [{negative}]\n    examples: [it costs"
    )
    sure, unsure = ({negative: {"a": Likeness(score, negative)}} for score in (99.0, -99.0))
    told = [w.message for w in review(text, None, lambda _: sure).warnings]
    assert told == [
        f"'a' shows in {negative!r}, though it is one of its negatives:"
        " it means nearly the same as its examples"
    ]
    assert review(text, None, lambda _: unsure).warnings == []
