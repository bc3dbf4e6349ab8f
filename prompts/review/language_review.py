"""Playbook language review: words that are in another language than the file says."""

from collections import Counter
from collections.abc import Iterable

from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Move, Rule
from conversation.coaching.wording import Wording
from conversation.languages import base_of
from prompts.review.said_cue import Found

_COMMON = {
    "de": "der die das und ist nicht sie ihnen ein eine mit für auf auch wir wie wenn haben",
    "en": "the and is not you your it they them with for what have this how when would before",
    "es": "el los las que es no usted su una con para por lo qué cómo cuando está antes",
    "fr": "le les des et est pas vous votre une avec pour que ce dans quand avant sur à",
    "it": "il gli che è non lei suo una con per di della cosa come quando prima anche sono",
    "nl": "de het een en is niet u uw met voor wat dit hoe wanneer zijn ook op aan",
    "pt": "os as que é não você seu uma com para por do da como quando antes está em",
}
"""Short words that are in nearly every sentence of a language."""
_WORDS = {tag: frozenset(Wording(words).words) for tag, words in _COMMON.items()}
_ENOUGH, _TIMES = 5, 2.0
"""How many of another language's common words there are, and how many times those of its own."""


def review_language(playbook: Playbook) -> Found:
    """Whether the words of a playbook, and of each rule's moves, are of its language."""
    said = [text for rule in playbook.rules for text in _of_rule(rule)]
    said += [text for one in playbook.obligations for text in (one.title, *one.examples)]
    if other := _other_language([playbook.title, playbook.goal, *said], playbook.language):
        told = f"the file says {playbook.language!r}, and its words look like {other!r}"
        yield ("language",), told
        return
    for at, rule in enumerate(playbook.rules):
        if other := _other_language(_of_moves(rule.moves), playbook.language):
            told = f"the moves of {rule.id!r} look like {other!r}, in a file in"
            yield ("rules", at, "moves"), f"{told} {playbook.language!r}"


def _other_language(texts: Iterable[str], language: str) -> str | None:
    """The language that the texts are in, where it is another one as far as can be told."""
    counts = Counter(word for text in texts for word in Wording(text).words)
    common = {tag: sum(counts[word] for word in words) for tag, words in _WORDS.items()}
    most = max(common, key=lambda tag: common[tag])
    own = common.get(base_of(language), 0)
    is_other = most != base_of(language) and common[most] > _TIMES * own
    return most if is_other and common[most] >= _ENOUGH else None


def _of_rule(rule: Rule) -> list[str]:
    return [*_of_moves(rule.moves), *rule.examples, *([rule.when] if rule.when else [])]


def _of_moves(moves: Iterable[Move]) -> list[str]:
    return [
        text
        for move in moves
        for text in (move.headline, *move.questions, move.recommended_direction)
    ]
