"""Said cue: a playbook's cue with all that a customer may say by it."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from conversation.coaching.cue_syntax import lines
from conversation.coaching.cues import Cues
from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.obligation import Obligation
from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Rule
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.mistake import FieldPath

Found = Iterator[tuple[FieldPath, str]]
"""What a review finds: the way to a field of the playbook, and what is odd there."""


class SaidCue:
    """One cue of a rule, a stage or an obligation.

    Attributes:
        path: The way to it in the playbook.
        cue: As it is written.
        finder: What finds it.
    """

    def __init__(self, path: FieldPath, cue: str, language: str) -> None:
        self.path = path
        self.cue = cue
        self.finder = Cues([cue])
        self._language = language
        self._said: list[HeardTurn] = []

    @cached_property
    def lines(self) -> list[str]:
        """What the cue asks for, in each of its wordings."""
        return lines(self.cue)

    @property
    def found(self) -> Iterator[HeardTurn]:
        """Of its lines as they are heard, those in which the cue is found."""
        return (said for said in self._heard() if said.wording in self.finder)

    @cached_property
    def is_found(self) -> bool:
        """Whether the cue is found in any of its lines."""
        return any(True for _ in self.found)

    def is_within(self, other: "SaidCue") -> bool:
        """Whether the other cue is found, and meant, wherever this one is."""
        return self.is_found and all(
            said.meant(other.finder.spans(said.wording)) for said in self.found
        )

    def _heard(self) -> Iterator[HeardTurn]:
        """The lines as they are heard: there may be thousands, and mostly the first tells."""
        for place, line in enumerate(self.lines):
            if place == len(self._said):
                self._said.append(heard(line, self._language))
            yield self._said[place]


SaidRules = Sequence[tuple[Rule, list[SaidCue]]]


def said_rules(playbook: Playbook) -> SaidRules:
    """The rules of a playbook, each with its cues."""
    return [
        (rule, _cues("rules", at, rule.cues, playbook)) for at, rule in enumerate(playbook.rules)
    ]


def said_obligations(playbook: Playbook) -> Sequence[tuple[Obligation, list[SaidCue]]]:
    """The obligations of a playbook, each with its cues."""
    return [
        (obligation, _cues("obligations", at, obligation.cues, playbook))
        for at, obligation in enumerate(playbook.obligations)
    ]


def cues_of_stages(playbook: Playbook) -> list[list[SaidCue]]:
    """The cues of each stage of a playbook."""
    return [_cues("stages", at, stage.cues, playbook) for at, stage in enumerate(playbook.stages)]


def heard(text: str, language: str, speaker: Speaker = Speaker.CUSTOMER) -> HeardTurn:
    """A text as it is heard, with nothing said before."""
    return HeardTurn(Turn("", speaker, text, start_ms=0, end_ms=0), (), language)


def cue_in(rule: Rule, text: str) -> tuple[str, str] | None:
    """The first of the rule's cues that is said in a text, and the words by which it is."""
    wording = Wording(text)
    for cue in rule.cues:
        for span in Cues([cue]).spans(wording):
            start, end = wording.span(*span)
            return cue, text[start:end]
    return None


def _cues(part: str, at: int, cues: list[str], playbook: Playbook) -> list[SaidCue]:
    return [
        SaidCue((part, at, "cues", place), cue, playbook.language) for place, cue in enumerate(cues)
    ]
