"""Floor: which turns of a party are one thought, and the unit that they make.

A party holds the floor until the other one really speaks, or for as long as they are not silent
for too long. What is recorded meanwhile, one turn after each pause, are the segments of one unit.

    customer   [c1: My name is]   [c2: Sam]        [c3: Lee.]     unit c1, of three segments
    agent                    [a1: mhm]                        [a2: Thank you, Sam.]

    between two turns of a party, the other party                 the unit
    ────────────────────────────────────────────────────────────  ─────────
    says nothing, for up to 8 s                                   goes on
    says nothing for longer                                       ends
    says nothing but backchannels, or echoes numbers and letters  goes on
    says "yes", where the first of the turns asked                ends
    says something, but mostly over one of the turns,
      and less than a second of it beside them                    goes on
    says something else                                           ends
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conversation.speech.backchannels import is_backchannel
from conversation.speech.turns import Turn

LONGEST_PAUSE_MS = 8000
"""Who says nothing for longer begins a new thought: people pause for 1 to 5 s within one."""
_HELD_MS = 1000
_LOOKBACK = 64


@dataclass(frozen=True, slots=True)
class Unit:
    """One thought of a party.

    Attributes:
        segments: Its turns, by their start; never empty. The last may still be spoken.
    """

    segments: Sequence[Turn]

    @property
    def unit_id(self) -> str:
        """The id that its turns carry: that of the first one."""
        return self.segments[0].unit_id

    def as_turn(self) -> Turn:
        """All of it as one turn, with the id of its newest segment."""
        newest = self.segments[-1]
        if len(self.segments) == 1:
            return newest
        sure = [turn.confidence for turn in self.segments if turn.confidence is not None]
        overlaps = [turn.overlap_ms for turn in self.segments if turn.overlap_ms is not None]
        return replace(
            newest,
            text=" ".join(turn.text for turn in self.segments),
            start_ms=self.segments[0].start_ms,
            end_ms=max(turn.end_ms for turn in self.segments),
            confidence=round(sum(sure) / len(sure), 3) if sure else None,
            overlap_ms=sum(overlaps) if overlaps else None,
            unit_id=self.unit_id,
        )


def segment_of(quote: str, segments: Sequence[Turn]) -> tuple[str, str]:
    """The segment that has most of a quote of their joined text: its id, and its part of it.

    A quote that does not stand there is left as it is, with the id of the newest segment.
    """
    at = " ".join(turn.text for turn in segments).find(quote)
    turn_id, part = segments[-1].turn_id, ""
    for turn in segments if at >= 0 else ():
        here = turn.text[max(at, 0) : max(at + len(quote), 0)].strip()
        if len(here) > len(part):
            turn_id, part = turn.turn_id, here
        at -= len(turn.text) + 1
    return turn_id, part or quote


def unit_of(turn: Turn, turns: Sequence[Turn], speaking: Turn | None = None) -> Unit:
    """The unit that `turn` is the newest segment of, as far as it is known.

    Args:
        turn: A turn, finished or not; one that stands in `turns` is of the unit named there.
        turns: The finished turns of both parties by their start.
        speaking: The words so far of the other party, who have not finished.
    """
    known: Turn | None = None
    own: list[Turn] = []  # the newest first, until one of the unit before
    others = [replace(speaking, end_ms=max(speaking.end_ms, turn.start_ms))] if speaking else []
    until = bisect_right(turns, turn.start_ms, key=_start)
    for past in reversed(turns[max(0, until - _LOOKBACK) : until]):
        if past.speaker is not turn.speaker:
            others.append(past)
        elif past.turn_id == turn.turn_id:
            known = past
        else:
            own.append(past)
            if past.unit_id != own[0].unit_id:
                break
    if known:
        unit_id = known.unit_id
    else:
        is_new = not own or _is_parted(own[0], turn, others)
        unit_id = turn.turn_id if is_new else own[0].unit_id
    said = [past for past in reversed(own) if past.unit_id == unit_id]
    return Unit([*said, turn if turn.unit_id == unit_id else replace(turn, unit_id=unit_id)])


def _is_parted(before: Turn, turn: Turn, others: Sequence[Turn]) -> bool:
    """Whether two turns of a party, one after the other, are not of one thought."""
    if turn.start_ms - before.end_ms > LONGEST_PAUSE_MS:
        return True
    return any(_takes_floor(other, before, turn) for other in others)


def _takes_floor(other: Turn, before: Turn, turn: Turn) -> bool:
    """Whether the other party, with `other`, really spoke between two turns of a party."""
    if other.start_ms > turn.start_ms or max(other.end_ms, other.start_ms) < before.end_ms:
        return False
    held_ms = min(other.end_ms, turn.start_ms) - max(other.start_ms, before.end_ms)
    if held_ms < min(_HELD_MS, (other.end_ms - other.start_ms) / 2):
        return False
    asked = before.text.endswith("?")
    return not is_backchannel(other.text, after_question=asked, said=before.text)


def _start(turn: Turn) -> int:
    return turn.start_ms
