"""Stance: whether the customer means the words that give a signal away.

A signal counts where its words are asserted. It does not where they are denied ("it's not that
it's expensive"), supposed ("if I wanted to cancel"), another's view that is not shared ("my
brother says you're too dear, but I don't think so"), mocking ("oh great"), quoted, a figure of
speech ("put the phone down"), or addressed to the machine that listens along.

What is denied inside a cue's own words ("can't afford", "doesn't work") is the signal: only
denials around a cue take it away.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

from conversation.coaching.cues import Cues
from conversation.coaching.detection.stance_words.compiled import StanceWords, stance_words
from conversation.coaching.guarding.machine_speech import sentences_meant
from conversation.coaching.wording import Wording

Span = tuple[int, int]
"""A place in `Wording.line`."""

_REACH, _CARRIED = 3, 5
"""How many words after a negator are denied by it; and where a verb like "want" carries it on."""
_SENTENCE_END = re.compile(r" [.?](?= )")
_WHAT_IF = re.compile(r" (?:what|et|y)$")
_QUOTED = re.compile(r'["“«][^"”»]*["”»]')


class Stance(StrEnum):
    """The ways in which words that give a signal away are not meant."""

    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    REPORTED = "reported"
    IRONIC = "ironic"
    QUOTED = "quoted"
    IDIOM = "idiom"
    TO_MACHINE = "to_machine"


class Stances:
    """The stances of one wording. What a language does not know is taken as meant."""

    def __init__(self, wording: Wording, language: str) -> None:
        """Read nothing yet: most turns give no signal away."""
        self._wording = wording
        self._line = wording.line
        self._words = stance_words(language)

    def at(self, span: Span) -> Stance | None:
        """The stance of the words at `span`; None where they are meant."""
        if self._words is None:
            return None
        words = self._words
        checks = (
            (Stance.IDIOM, self._is_idiom),
            (Stance.IRONIC, self._is_ironic),
            (Stance.TO_MACHINE, self._is_to_machine),
            (Stance.QUOTED, self._is_quoted),
            (Stance.NEGATED, self._is_denied),
            (Stance.HYPOTHETICAL, self._is_supposed),
            (Stance.REPORTED, self._is_reported),
        )
        return next((stance for stance, shows in checks if shows(words, span)), None)

    def sets_aside(self, span: Span) -> bool:
        """Whether a sentence as a whole is supposed, another's, quoted, joking, or dictated."""
        words, line = self._words, self._line[span[0] : span[1]] + " "
        if words is None:
            return False
        if _overlaps(span, self._to_machine):
            return True
        said = (words.supposed, words.hearsay, words.quoting, words.joking)
        return not words.shared.found_in(line) and any(cues.found_in(line) for cues in said)

    def _is_idiom(self, words: StanceWords, span: Span) -> bool:
        return _lies_over(span, words.idioms.spans(self._wording))

    def _is_ironic(self, words: StanceWords, span: Span) -> bool:
        return _lies_over(span, words.ironic.spans(self._wording))

    def _is_to_machine(self, _: StanceWords, span: Span) -> bool:
        return _overlaps(span, self._to_machine)

    def _is_supposed(self, words: StanceWords, span: Span) -> bool:
        begin, _ = self._clause(span[0])
        return any(
            begin <= start
            and end <= span[0]
            and not _WHAT_IF.search(self._line, 0, start)
            and not words.again.found_in(self._line[end : span[0]] + " ")
            for start, end in words.supposed.spans(self._wording)
        )

    @cached_property
    def _borders(self) -> list[int]:
        """Where clauses begin, in the order of the line."""
        assert self._words  # noqa: S101 - `at` has looked
        ends = [match.end() for match in _SENTENCE_END.finditer(self._line)]
        joints = [start for start, _ in self._words.breaks.spans(self._wording)]
        return sorted({0, *ends, *joints, *self._wording.pauses})

    @cached_property
    def _to_machine(self) -> list[Span]:
        """What is said to the machine: those sentences, and what is dictated in the next ones."""
        ends = [match.end() for match in _SENTENCE_END.finditer(self._line)]
        spans: list[Span] = []
        for sentence in sentences_meant(self._wording.text):
            if place := self._wording.place(*sentence):
                after = [at for at in ends if at >= place[1]]
                spans.append((place[0], after[1] if len(after) > 1 else len(self._line)))
        return spans

    @cached_property
    def _negations(self) -> list[Span]:
        assert self._words  # noqa: S101 - `at` has looked
        void = list(self._words.no_negation.spans(self._wording))
        found = self._words.negators.spans(self._wording)
        return [span for span in found if not _overlaps(span, void)]

    def _clause(self, at: int) -> Span:
        place = bisect_right(self._borders, at)
        is_last = place == len(self._borders)
        return self._borders[place - 1], len(self._line) if is_last else self._borders[place]

    def _in_clause(self, cues: Cues, span: Span) -> bool:
        """Whether a cue stands before `span` in its clause."""
        begin, _ = self._clause(span[0])
        return any(begin <= s and e <= span[0] for s, e in cues.spans(self._wording))

    def _is_denied(self, words: StanceWords, span: Span) -> bool:
        rest = self._line[span[1] :]
        sentence = f"{_SENTENCE_END.split(rest, maxsplit=1)[0]} "
        if words.joking.found_in(rest) or words.over.found_in(sentence):
            return True
        if words.denied_by(sentence):
            return True
        begin, _ = self._clause(span[0])
        if any(
            begin <= start and end <= span[0] and not self._begins_anew(end, span[0])
            for start, end in words.deniers.spans(self._wording)
        ):
            return True
        return any(
            begin <= start and end <= span[0] and self._reaches(words, end, span[0])
            for start, end in self._negations
        )

    @cached_property
    def _restarts(self) -> list[int]:
        """Where a new statement begins that nothing links to the one before."""
        assert self._words  # noqa: S101 - `at` has looked
        linked = list(self._words.links.spans(self._wording))
        found = self._words.restarts.spans(self._wording)
        return [span[0] for span in found if not _overlaps(span, linked)]

    def _begins_anew(self, denial_end: int, at: int) -> bool:
        """Whether a new statement begins between a denial and `at`, or there."""
        return any(denial_end <= start <= at for start in self._restarts)

    def _reaches(self, words: StanceWords, negator_end: int, at: int) -> bool:
        if self._begins_anew(negator_end, at):
            return False
        said = self._line[negator_end:at].split()
        if said and words.opinions.found_in(f" {said[0]} "):
            return len(said) <= _CARRIED
        return len(said) <= _REACH and not words.subjects.found_in(f" {' '.join(said)} ")

    def _is_reported(self, words: StanceWords, span: Span) -> bool:
        rest = self._line[span[1] :]
        if words.shared.found_in(rest):
            return False
        if self._in_clause(words.hearsay, span) or self._in_clause(words.others, span):
            return True
        return self._in_clause(words.reporting, span) and words.disowned.found_in(rest)

    def _is_quoted(self, words: StanceWords, span: Span) -> bool:
        if self._in_clause(words.quoting, span):
            return True
        start, end = self._wording.span(*span)
        return any(
            match.start() < start and end < match.end()
            for match in _QUOTED.finditer(self._wording.text)
        )


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _lies_over(span: Span, others: Iterable[Span]) -> bool:
    """Whether one of the others overlaps `span` without being a part of it, as its cue means it."""
    return any(
        span[0] < end and start < span[1] and not (span[0] <= start and end <= span[1])
        for start, end in others
    )
