"""Discriminants tell a rule's examples from its negatives and from what is no signal."""

from conversation.coaching.detection.meaning import (
    FEWEST_EXAMPLES,
    Discriminants,
    has_meaning,
    utterances,
)
from conversation.coaching.rules import Move, Rule
from tests.conversation.detection.words_encoder import WordsEncoder

MOVES = [Move(headline="Ask", recommended_direction="Onwards.")]
THINGS = ["bikes", "phones", "desks", "lamps", "chairs", "boats", "tents", "hats"]
NONE = ["see you on monday", "the door is green", "my name is ann", "that is all thanks"]


def rule(id: str, text: str, *negatives: str, **more: object) -> Rule:
    examples = [text.format(thing) for thing in THINGS]
    fields = {"id": id, "signal": id, "examples": examples, "negatives": negatives, "moves": MOVES}
    return Rule.model_validate(fields | more)


DEAR = rule("dear", "{} cost too much money", "they cost money")
LATE = rule("late", "the {} came far too late", "they came on time")
RULES = [DEAR, LATE]


def made(rules: list[Rule]) -> Discriminants:
    texts = utterances(rules, NONE)
    return Discriminants(rules, NONE, texts, WordsEncoder().vectors(texts))


def scores(rules: list[Rule], *parts: str) -> dict[str, float]:
    found = made(rules).meanings(parts, WordsEncoder().vectors(parts))
    return {id: likeness.score for id, likeness in found.items()}


def test_what_sounds_like_an_example_is_on_the_rules_side():
    """A text that no list has is nearer to its own rule than to another's."""
    said = scores(RULES, "cars cost too much money")
    assert said["dear"] > 0 > said["late"]


def test_negatives_and_the_none_set_are_on_the_other_side():
    """Also those that share words with the examples."""
    for text in ("they cost money", "the door is green", "they came on time"):
        assert all(score < 0 for score in scores(RULES, text).values()), text


def test_the_likeliest_part_speaks_for_the_turn():
    """Its words are told, for the evidence."""
    parts = ["my name is ann", "the cars came far too late"]
    found = made(RULES).meanings(parts, WordsEncoder().vectors(parts))
    assert found["late"].part == parts[1]
    assert found["late"].score > 0


def test_rules_with_one_signal_do_not_speak_against_each_other():
    """A second rule for the same signal takes nothing away from the first."""
    twin = rule("twin", "{} cost too much money", signal="dear")
    assert scores([DEAR, LATE, twin], "cars cost too much money")["dear"] > 0


def test_a_rule_with_few_examples_has_no_meaning():
    """Its cues decide alone."""
    few = rule("few", "{} cost").model_copy(update={"examples": THINGS[: FEWEST_EXAMPLES - 1]})
    assert not has_meaning(few)
    assert list(scores([*RULES, few], "cars cost")) == ["dear", "late"]


def test_each_utterance_is_encoded_once():
    """In the order of the rules, the none-set last."""
    texts = utterances([DEAR, DEAR], ["they cost money", *NONE])
    assert len(texts) == len(set(texts)) == 8 + 1 + len(NONE)
    assert texts[-1] == NONE[-1]
