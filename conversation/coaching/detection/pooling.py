"""Pooled utterances: a rule's own examples and negatives, and those it has in other languages.

The encoder puts texts that mean the same near each other whatever their language, so that what is
known of a rule in French helps to hear it in English.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.coaching.detection.meaning import Sounding


@dataclass(frozen=True, slots=True)
class Pooled:
    """A rule as far as its meaning goes, with the utterances of several languages."""

    id: str
    signal: str
    examples: list[str]
    negatives: list[str]


def pooled(rules: Sequence[Sounding], kin: Sequence[Sequence[Sounding]]) -> list[Pooled]:
    """The rules, each with the utterances of those with the same id and signal in `kin`.

    Args:
        rules: The rules of a playbook.
        kin: The rules of the same playbook in each other language.
    """
    alike: dict[tuple[str, str], list[Sounding]] = {}
    for rule in (rule for others in (rules, *kin) for rule in others):
        alike.setdefault((rule.id, rule.signal), []).append(rule)
    return [_joined(alike[rule.id, rule.signal]) for rule in rules]


def _joined(alike: Sequence[Sounding]) -> Pooled:
    examples = [text for rule in alike for text in rule.examples]
    negatives = [text for rule in alike for text in rule.negatives]
    return Pooled(alike[0].id, alike[0].signal, examples, negatives)
