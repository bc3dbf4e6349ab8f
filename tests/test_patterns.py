"""Regular expressions of the product take no more than a few times the length of a hard text."""

import importlib
import re
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from conversation.coaching.cue_syntax import pattern_of
from conversation.coaching.wording import Wording
from conversation.privacy.redaction import Redactor
from prompts.bundled import playbooks
from prompts.loader import load_playbook
from tests.hard_texts import hard_texts
from tests.product import PRODUCT, Module

LENGTH = 8000
MOST_S, SURELY_S, TIMES = 0.03, 0.15, 9
"""Of a text of that length, where the square of it takes some 0.3 s, and twice its length 1 ms."""
TRUSTED = ("settings", "prompts", "evaluation", "bots", "stores")
"""Folders whose patterns read what an administrator has written."""
LOOKING = {"search", "finditer", "findall", "split", "sub", "subn"}
AT_ONE_PLACE = {"match", "fullmatch"}
BOUNDED = {
    "conversation/coaching/guarding/leaks.py:_TEMPLATE": "a prompt, of an administrator",
    "conversation/coaching/plain_question.py:_ASKING": "a sentence of thirty words",
    "conversation/speech/backchannels.py:_CONTINUES": "sixty characters",
    "conversation/speech/backchannels.py:_FOLLOWS": "sixty characters",
}
"""Patterns that are slow in texts that they never see, and what they see."""


class Asked(NamedTuple):
    """A pattern that a module names, and the methods by which it asks it."""

    name: str
    pattern: re.Pattern[str]
    methods: frozenset[str]

    def took_s(self, text: str) -> float:
        """The time of the methods, seconds of CPU of this thread."""
        began = time.thread_time()
        if self.methods & LOOKING or not self.methods:
            for _ in self.pattern.finditer(text):
                pass
        for name in self.methods & AT_ONE_PLACE:
            getattr(self.pattern, name)(text)
        return time.thread_time() - began

    def slow(self) -> str | None:
        """A text that takes it too long each time.

        On a busy machine a thread's second is worth a third of one: what is only near the limit is
        asked again.
        """
        for text in hard_texts(self.pattern, LENGTH):
            took = [self.took_s(text)]
            while MOST_S < min(took) < SURELY_S and len(took) < TIMES:
                took.append(self.took_s(text))
            if min(took) > MOST_S:
                return f"{text[:20]!r} … {text[-5:]!r}: {min(took):.2f} s"
        return None


def _named() -> Iterator[Asked]:
    for module in PRODUCT:
        if module.folder in TRUSTED or "re.compile(" not in module.text:
            continue
        for name, pattern in vars(_imported(module)).items():
            if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                used = frozenset(re.findall(rf"\b{name}\.(\w+)\(", module.text))
                yield Asked(f"{module}:{name}", pattern, used)


def _imported(module: Module) -> object:
    try:
        return importlib.import_module(module.name.removesuffix(".__init__"))
    except ImportError:  # its extra is not installed
        return object


def test_no_pattern_takes_the_square_of_a_texts_length() -> None:
    """Of those that read what callers, models, documents and other programs write."""
    asked = {one.name: one for one in _named()}
    assert len(asked) > 150
    assert BOUNDED.keys() <= asked.keys()
    slow = {name: one.slow() for name, one in asked.items() if name not in BOUNDED}
    assert {name: told for name, told in slow.items() if told} == {}


def test_no_cue_of_a_playbook_does() -> None:
    """They are looked for in each turn; a gap between two words is bounded."""
    cues = {
        cue
        for name, languages in playbooks().items()
        for language in languages
        for rule in load_playbook(name, language).rules
        for cue in rule.cues
    }
    assert len(cues) > 1000
    some = (Asked(cue, pattern_of(cue), frozenset()) for cue in sorted(cues)[::40])
    assert {one.name: told for one in some if (told := one.slow())} == {}


def test_one_that_does_is_noticed() -> None:
    """Blanks before what does not come, a repeated mark, a bracket that is never closed."""
    for pattern in (r"\s*\|", r"[.!?]+(?=\s|$)", r"\[[^\]]*\]", r"\S*\d\S*"):
        assert Asked(pattern, re.compile(pattern), frozenset(["sub"])).slow()


@pytest.mark.parametrize(
    "piece", ["1", "1.", "1 ", "a", "a.", ".", " ", "@", "a@", "-", "(", "né "]
)
def test_a_turn_is_read_and_redacted_in_its_length(piece: str) -> None:
    """Whatever one mark or word somebody repeats in it."""
    for read in (Wording, Redactor(language="en").redact):
        text = piece * (LENGTH // len(piece))
        began = time.process_time()
        read(f"{text}\0")
        assert time.process_time() - began < 1
