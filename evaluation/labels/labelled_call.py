"""Labelled call: what was said in a call, and where a card is due, as people judged it.

The format is a part of the product's outside; `docs/judgement.md` describes it.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from conversation.coaching.advice import Priority
from conversation.coaching.rules import Id, LanguageTag
from conversation.speech.speakers import Speaker
from prompts.mistake import FieldPath
from settings.values import shaped

INDIRECT = "indirect"
"""The kind of a moment that is told without its usual words."""

ALSO = {"competitor": "competitor_mention"}
"""Names under which labels know a signal of the bundled playbooks, too."""

_A_DAY_MS = 86_400_000
Millisecond = Annotated[int, Field(ge=0, le=_A_DAY_MS)]
Text = Annotated[str, Field(min_length=1)]
Due = Annotated[
    str,
    shaped(r"[a-z][a-z0-9_]*(\|[a-z][a-z0-9_]*)*", "a signal, or several between |: price|cost"),
]


class Labelled(BaseModel):
    """A part of a labelled call: it knows all its fields, and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelledWord(Labelled):
    """A word and its place, ms from the start of the call."""

    word: Text
    start_ms: Millisecond
    end_ms: Millisecond


class LabelledTurn(Labelled):
    """The words of a party, and what the coach should make of them.

    Attributes:
        speaker: Who said it.
        start_ms: Begin of the speech, ms from the start of the call.
        end_ms: Its end.
        text: The words.
        expect: The signals for which a card is due, the one that should lead first; `a|b` where
            either name is right.
        priority_min: How urgent that card is at least.
        silent: A card here is a false alarm. A turn that is neither this nor has `expect` is open.
        wrong: Signals that must not be reported here.
        never_say: Words that no advice here may have.
        kind: What makes it hard.
        words: Each word and its place, where they are known.
    """

    speaker: Speaker
    start_ms: Millisecond
    end_ms: Millisecond
    text: Text
    expect: list[Due] = []
    priority_min: Priority | None = None
    silent: bool = False
    wrong: list[Id] = []
    never_say: list[Text] = []
    kind: list[Text] = []
    words: list[LabelledWord] = []

    @property
    def due(self) -> list[frozenset[str]]:
        """The names that are right for each signal that is due."""
        return [_all_names(names.split("|")) for names in self.expect]

    @property
    def forbidden(self) -> frozenset[str]:
        """The names of the signals that must not be reported."""
        return _all_names(self.wrong)


def _all_names(names: Sequence[str]) -> frozenset[str]:
    return frozenset(names) | {ALSO[name] for name in names if name in ALSO}


class LabelledCall(Labelled):
    """One call, judged by people.

    Attributes:
        id: Its name among the labelled calls.
        language: BCP-47 tag.
        industry: Whose call it is.
        playbook: The bundled playbook, or a path, by which it is coached; empty for the setting's.
        description: What makes it worth having.
        turns: What was said, in the order of the starts.
    """

    id: Annotated[str, shaped(r"[\w.-]+", "an id of letters, digits, _ . and -")]
    language: LanguageTag
    industry: str = ""
    playbook: str = ""
    description: str = ""
    turns: Annotated[list[LabelledTurn], Field(min_length=1)]

    @property
    def duration_ms(self) -> int:
        """The end of what was said last."""
        return max(turn.end_ms for turn in self.turns)

    @property
    def is_empty(self) -> bool:
        """Whether no card is due in it."""
        return not any(turn.expect for turn in self.turns)


def contradictions(call: LabelledCall) -> Iterator[tuple[FieldPath, str]]:
    """Where the labels of a call do not fit each other: the way to a field, and what is wrong."""
    latest_ms = 0
    for at, turn in enumerate(call.turns):
        if turn.start_ms < latest_ms:
            told = f"begins before the turn above it, which begins at {latest_ms}"
            yield (
                ("turns", at, "start_ms"),
                f"turns stand in the order of their starts; this {told}",
            )
        latest_ms = max(latest_ms, turn.start_ms)
        if turn.end_ms <= turn.start_ms:
            yield ("turns", at, "end_ms"), f"the end must be after the start, {turn.start_ms}"
        yield from _of_turn(at, turn)


def _of_turn(at: int, turn: LabelledTurn) -> Iterator[tuple[FieldPath, str]]:
    if turn.silent and turn.expect:
        yield ("turns", at, "expect"), "a silent turn expects no card; take one of the two away"
    if turn.speaker is Speaker.AGENT and turn.expect:
        yield (
            ("turns", at, "expect"),
            "cards are due on the customer's turns, and this is the agent's",
        )
    if turn.priority_min and not turn.expect:
        yield ("turns", at, "priority_min"), "says how urgent a card is, and none is expected here"
    for other in {name for names in turn.due for name in names}.intersection(turn.wrong):
        yield ("turns", at, "wrong"), f"{other!r} is expected here too; take one of the two away"
    for place, word in enumerate(turn.words):
        if word.end_ms < word.start_ms:
            yield ("turns", at, "words", place, "end_ms"), "the end must not be before the start"
