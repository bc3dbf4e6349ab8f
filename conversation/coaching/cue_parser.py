"""Cue parser: the words and brackets of a cue, before anything is made of them.

What they may be, `cue_syntax` says.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from conversation.coaching.wording import WORD

MAX_REMEMBERED = 16_384  # cues and words: three playbooks are checked, indexed and compiled by them
_PART = re.compile(rf"\.\.\.|[()\[\]|?#%€$£]|{WORD}+(?:['’-]{WORD}+)*['’]?\*?")
_OPENING = re.compile("[¿¡]")  # as Spanish begins a question, which its end tells too
_END = ""
_OPENERS, _CLOSERS = frozenset("(["), frozenset(("|", ")", "]", _END))
_MAX_DEPTH = 5


class CueError(ValueError):
    """A cue does not follow the syntax; the message says how."""


class Bracket(NamedTuple):
    """Several wordings in brackets.

    Attributes:
        alternatives: The wordings.
        optional: Whether all of them may be missing.
    """

    alternatives: "Alternatives"
    optional: bool


Alternatives = list[list[str | Bracket]]
"""Wordings of which one is said; each is words and brackets, one after the other."""


@lru_cache(MAX_REMEMBERED)
def understood(cue: str) -> Alternatives:
    """The parts of a cue, read once for all that is made of them.

    Raises:
        CueError: The cue can't be understood.
    """
    return _Parser(cue).alternatives


class _Parser:
    """Reads one cue by recursive descent."""

    def __init__(self, cue: str) -> None:
        self._cue = cue = _OPENING.sub("", cue)
        if rest := _PART.sub("", cue).strip():
            raise CueError(f"{cue!r}: {rest[0]!r} has no meaning in a cue")
        self._parts = [*_PART.findall(cue), _END]
        self._at = 0
        self.alternatives, sure = self._alternatives(depth=0)
        if self._parts[self._at] != _END:
            raise CueError(f"{cue!r}: {self._parts[self._at]!r} closes nothing")
        if not sure:
            raise CueError(f"{cue!r}: at least one word must always be there")

    def _alternatives(self, depth: int) -> tuple[Alternatives, bool]:
        if depth > _MAX_DEPTH:
            raise CueError(f"{self._cue!r}: brackets nested too deeply")
        found: Alternatives = []
        all_sure = True
        while True:
            sequence, sure = self._sequence(depth)
            if not sequence:
                raise CueError(f"{self._cue!r}: words are missing beside a bracket or a bar")
            found.append(sequence)
            all_sure = all_sure and sure
            if self._parts[self._at] != "|":
                return found, all_sure
            self._at += 1

    def _sequence(self, depth: int) -> tuple[list[str | Bracket], bool]:
        sequence: list[str | Bracket] = []
        sure = False
        while (part := self._parts[self._at]) not in _CLOSERS:
            self._at += 1
            if part in _OPENERS:
                inner, inner_sure = self._alternatives(depth + 1)
                self._close(")" if part == "(" else "]")
                sequence.append(Bracket(inner, part == "["))
                sure = sure or (part == "(" and inner_sure)
            else:
                sequence.append(part)
                sure = sure or part != "..."
        return sequence, sure

    def _close(self, bracket: str) -> None:
        if self._parts[self._at] != bracket:
            raise CueError(f"{self._cue!r}: {bracket!r} is missing")
        self._at += 1
