"""Cues: the words that give a signal away, looked for in a wording. See `cue_syntax`."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from conversation.coaching.anchors import anchored
from conversation.coaching.cue_parser import understood
from conversation.coaching.cue_syntax import compiled, patterns
from conversation.coaching.wording import Wording


class Cues:
    """Some cues that are looked for together."""

    def __init__(self, cues: Sequence[str]) -> None:
        """Read `cues`.

        Raises:
            CueError: One of them can't be understood.
        """
        self._cues = cues
        for cue in cues:
            understood(cue)

    @cached_property
    def _found(self) -> re.Pattern[str]:
        """What finds them, compiled where it is first asked for: most rules of a playbook rest."""
        return compiled(tuple(pattern for cue in self._cues for pattern in patterns(cue)))

    def spans(self, wording: Wording) -> Iterator[tuple[int, int]]:
        """The places of cues in `wording.line`, from left to right, none over another."""
        return (match.span() for match in self._found.finditer(wording.line))

    def found_in(self, line: str) -> bool:
        """Whether a cue stands in a line, which is as `Wording.line` or a part of it."""
        return bool(self._found.search(line))

    def cover(self, wording: Wording) -> bool:
        """Whether the wording has words, and each of them belongs to a cue."""
        if wording.words[:1] == tuple(wording.tokens[:1]) and not self._found.match(wording.line):
            return False  # its first word belongs to none
        covered = sum(len(wording.line[start:end].split()) for start, end in self.spans(wording))
        return 0 < len(wording.words) == covered

    def __contains__(self, wording: object) -> bool:
        """Whether at least one cue stands in the wording."""
        return isinstance(wording, Wording) and self.found_in(wording.line)


class ManyCues:
    """Cues by the hundred, of which few can stand in a wording: only those are looked for.

    Together they would be one pattern that takes milliseconds to compile, at a turn of a call.
    """

    def __init__(self, cues: Sequence[str]) -> None:
        """Read `cues`.

        Raises:
            CueError: One of them can't be understood.
        """
        self._cues = [anchored(cue) for cue in cues]

    def spans(self, wording: Wording) -> Iterator[tuple[int, int]]:
        """The places of cues in `wording.line`, as `Cues.spans`."""
        tokens, line, at = set(wording.tokens), wording.line, 0
        wanted = [cue.pattern for cue in self._cues if cue.may_be_among(tokens)]
        while found := [match for one in wanted if (match := one.search(line, at))]:
            first = min(found, key=lambda match: match.start())
            yield first.span()
            at = first.end()


class ExceptedCues:
    """Some cues, and longer wordings around them that make them something else."""

    def __init__(self, cues: Sequence[str], unless: Sequence[str]) -> None:
        """Read `cues`, and the cues of what they are not: `unless`.

        Raises:
            CueError: One of them can't be understood.
        """
        self._cues = ManyCues(cues)
        self._unless = ManyCues(unless)

    def spans(self, wording: Wording) -> list[tuple[int, int]]:
        """The places of cues in `wording.line` over which none of the others lies."""
        found = list(self._cues.spans(wording))
        voided = list(self._unless.spans(wording)) if found else []
        return [span for span in found if not any(_overlap(span, other) for other in voided)]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
