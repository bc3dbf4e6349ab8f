"""Playbook utterance review: examples, negatives and `none` that contradict others or cues."""

from collections.abc import Iterator

from conversation.coaching.advice import Priority
from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Rule
from conversation.coaching.wording import Wording
from conversation.speech.turns import Turn
from prompts.mistake import FieldPath
from prompts.review.said_cue import Found, cue_in

_Words = tuple[str, ...]


def review_utterances(playbook: Playbook) -> Found:
    """What is odd about the utterances of a playbook, each said by itself."""
    yield from _twice(playbook)
    for at, rule in enumerate(playbook.rules):
        if rule.after or rule.stages:
            continue  # what is said by itself does not show it
        for place, text in enumerate(rule.examples):
            yield from _denied_example(playbook, rule, ("rules", at, "examples", place), text)
        for place, text in enumerate(rule.negatives):
            if rule in _shown(playbook, rule, text):
                told = f"{rule.id!r} shows in {text!r}, though it is one of its negatives"
                yield ("rules", at, "negatives", place), f"{told}: {_why(rule, text)}"
    for place, text in enumerate(playbook.none):
        for rule in _shown(playbook, None, text):
            if rule.urgency is not Priority.LOW:
                told = f"{rule.id!r} shows in {text!r}, which should be no signal"
                yield ("none", place), f"{told}: {_why(rule, text)}"


def _twice(playbook: Playbook) -> Found:
    known: dict[tuple[_Words, str], str] = {}
    for path, kind, owner, text in _utterances(playbook):
        words = Wording(text).words
        where = f"of {owner!r}" if owner else "in 'none'"
        if (words, kind + owner) in known:
            yield path, f"{text!r} is there twice"
        elif kind == "example" and (words, kind) in known:
            yield path, f"{text!r} is an example of {known[words, kind]!r} too"
        elif kind == "negative" and (words, "example" + owner) in known:
            yield path, f"{text!r} is an example and a negative {where}"
        elif kind == "none" and (words, "example") in known:
            yield path, f"{text!r} is in 'none', and an example of {known[words, 'example']!r}"
        known[words, kind + owner] = owner
        known.setdefault((words, kind), owner)


def _utterances(playbook: Playbook) -> Iterator[tuple[FieldPath, str, str, str]]:
    """Each utterance: the way to it, its kind, the rule whose it is, and the text."""
    for at, rule in enumerate(playbook.rules):
        for place, text in enumerate(rule.examples):
            yield ("rules", at, "examples", place), "example", rule.id, text
        for place, text in enumerate(rule.negatives):
            yield ("rules", at, "negatives", place), "negative", rule.id, text
    for place, text in enumerate(playbook.none):
        yield ("none", place), "none", "", text


def _denied_example(playbook: Playbook, rule: Rule, path: FieldPath, text: str) -> Found:
    found = cue_in(rule, text)
    if found is None or not rule.leads or rule in _shown(playbook, rule, text):
        return
    spans = rule.spans(Wording(text))
    why = "the words around it take it back" if spans else "the rule's 'unless' takes it away"
    yield (
        path,
        f"{rule.id!r} does not show in its own example, though its cue {found[0]!r} does: {why}",
    )


def _shown(playbook: Playbook, rule: Rule | None, text: str) -> list[Rule]:
    """The rules that show in the words, said by whom `rule` listens to; else by the customer."""
    speaker = (rule or playbook.rules[0]).speaker
    found = playbook.advise(Turn("", speaker, text, start_ms=0, end_ms=0), [])
    ids = found[1] if found else ()
    return [rule for rule in playbook.rules if rule.id in ids]


def _why(rule: Rule, text: str) -> str:
    found = cue_in(rule, text)
    return f"its cue {found[0]!r} is in it" if found else "it means nearly the same as its examples"
