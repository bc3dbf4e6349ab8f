"""Playbook utterance review: examples, negatives and `none` that contradict others or cues."""

from collections.abc import Iterator, Mapping

from conversation.coaching.advice import Priority
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.meaning import has_contrast, has_meaning
from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Rule
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.mistake import FieldPath
from prompts.review.said_cue import Found, cue_in

Meanings = Mapping[str, Mapping[str, Likeness]]
"""How much each utterance sounds like each rule, by the utterance and the rule's id."""
_Words = tuple[str, ...]


def review_utterances(playbook: Playbook, meanings: Meanings) -> Found:
    """What is odd about the utterances of a playbook, each said by itself.

    Args:
        playbook: The playbook.
        meanings: What its utterances mean, as far as it is known; for the others cues alone decide.
    """
    yield from _twice(playbook)
    yield from _alone(playbook)
    said = _Said(playbook, meanings)
    for at, rule in enumerate(playbook.rules):
        if rule.after or rule.stages:
            continue  # what is said by itself does not show it
        for place, text in enumerate(rule.examples):
            yield from _denied_example(said, rule, ("rules", at, "examples", place), text)
        for place, text in enumerate(rule.negatives):
            if rule in said.shown(text, rule.speaker):
                told = f"{rule.id!r} shows in {text!r}, though it is one of its negatives"
                yield ("rules", at, "negatives", place), f"{told}: {_why(rule, text)}"
    for place, text in enumerate(playbook.none):
        for rule in said.shown(text, Speaker.CUSTOMER):
            if rule.urgency is not Priority.LOW:
                told = f"{rule.id!r} shows in {text!r}, which should be no signal"
                yield ("none", place), f"{told}: {_why(rule, text)}"


def _alone(playbook: Playbook) -> Found:
    if any(map(has_meaning, playbook.rules)) and not has_contrast(playbook.rules, playbook.none):
        told = "all examples mean one signal, and nothing is in 'negatives' or 'none'"
        yield ("rules",), f"{told} that they can be told from, and so cues alone decide"


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


def _denied_example(said: "_Said", rule: Rule, path: FieldPath, text: str) -> Found:
    found = cue_in(rule, text)
    if found is None or not rule.leads or rule in said.shown(text, rule.speaker):
        return
    spans = rule.spans(Wording(text))
    why = "the words around it take it back" if spans else "the rule's 'unless' takes it away"
    yield (
        path,
        f"{rule.id!r} does not show in its own example, though its cue {found[0]!r} does: {why}",
    )


class _Said:
    """A playbook to which its own utterances are said."""

    def __init__(self, playbook: Playbook, meanings: Meanings) -> None:
        self._playbook = playbook
        self._meanings = meanings

    def shown(self, text: str, speaker: Speaker) -> list[Rule]:
        """The rules that show in the words of a party, with nothing said before."""
        turn = Turn("", speaker, text, start_ms=0, end_ms=0)
        found = self._playbook.advise(turn, [], self._meanings.get(text))
        ids = found[1] if found else ()
        return [rule for rule in self._playbook.rules if rule.id in ids]


def _why(rule: Rule, text: str) -> str:
    found = cue_in(rule, text)
    return f"its cue {found[0]!r} is in it" if found else "it means nearly the same as its examples"
