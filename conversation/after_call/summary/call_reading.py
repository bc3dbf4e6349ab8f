"""Call reading: an ended call as rules read it, turn by turn, for a summary of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from conversation.after_call.summary.dictation import Dictation
from conversation.coaching.clauses import clause_around
from conversation.coaching.detection.heard import LOOKBACK_TURNS
from conversation.coaching.playbook import Playbook
from conversation.coaching.rule_matching import shown_spans
from conversation.memory.call_memory import CallMemory
from conversation.memory.entity import EntityKind
from conversation.memory.remembered import Phase, Remembered
from conversation.memory.signs import Sign, is_remembered
from conversation.memory.turn_reader import MAX_CHARS, TurnReading, turn_reader
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """A turn that was read.

    Attributes:
        turn: The turn, without what was dictated in it.
        dictated: What was.
        reading: What it tells.
        signs: The playbook's signals in it.
    """

    turn: Turn
    dictated: str
    reading: TurnReading
    signs: tuple[Sign, ...]

    @property
    def id(self) -> str:
        """The turn's id."""
        return self.turn.turn_id

    @property
    def is_agents(self) -> bool:
        """Whether the agent said it."""
        return self.turn.speaker is Speaker.AGENT


@dataclass(frozen=True, slots=True)
class CallReading:
    """A call that was read.

    Attributes:
        language: BCP-47 tag of what was said.
        turns: Its turns, oldest first.
        remembered: What is remembered of it at its end: which questions are open, where it stands.
    """

    language: str
    turns: tuple[ReadTurn, ...]
    remembered: Remembered

    def by_id(self) -> dict[str, ReadTurn]:
        """The turns by their ids."""
        return {one.id: one for one in self.turns}

    def people(self) -> list[str]:
        """The names of people that were told in it."""
        named = (
            one.reading.said[name.start : name.end].strip()
            for one in self.turns
            for name in one.reading.named
            if name.kind is EntityKind.PERSON
        )
        return list(dict.fromkeys(named))


def read_call(turns: Sequence[Turn], playbook: Playbook, language: str) -> CallReading:
    """Read a call.

    Args:
        turns: Its turns by their start.
        playbook: Knows the signals and the stages; one without rules finds none.
        language: BCP-47 tag of what was said.
    """
    reader, dictation = turn_reader(language), Dictation()
    memory = CallMemory(language)
    read: list[ReadTurn] = []
    for turn in turns:
        by_customer = turn.speaker is Speaker.CUSTOMER
        said, dictated = dictation.parted(turn.text[:MAX_CHARS], by_customer=by_customer)
        heard = replace(turn, text=said)
        earlier = [one.turn for one in read[-LOOKBACK_TURNS:]]
        signs = tuple(_signs(heard, earlier, playbook)) if by_customer and said else ()
        kept = [sign for sign in signs if is_remembered(sign.signal)]
        memory.hear(heard, kept, _phase(heard, playbook))
        read.append(ReadTurn(heard, dictated, reader.read(heard), signs))
    return CallReading(language, tuple(read), memory.snapshot())


def _signs(turn: Turn, earlier: Sequence[Turn], playbook: Playbook) -> Iterator[Sign]:
    """The signals in a turn of the customer, each with the words that give it away."""
    heard = playbook.heard(turn, earlier)
    found = playbook.advise_on(heard)
    for rule in map(playbook.rule, found[1] if found else ()):
        if spans := shown_spans(rule, heard):
            quote = clause_around(turn.text, *heard.wording.span(*spans[0]))
            yield Sign(rule.signal, quote, turn.turn_id)


def _phase(turn: Turn, playbook: Playbook) -> Phase | None:
    reached = playbook.stages_in(turn)[-1:]
    stages = [stage for stage in playbook.stages if stage.id in reached]
    return next((Phase(stage.id, stage.title, turn.turn_id) for stage in stages), None)
