"""Model context: what a model sees of a call, within a budget of tokens.

the turn to answer        always
client                    what the last calls with the same person left
remembered                of turns that do not stand, and what is open: the weightiest first
summary                   of what is folded
turns word for word       the first ones and those with something to remember in them,
                          then the others, the newest first
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from conversation.memory.entity import Entity, EntityKind, EntityState
from conversation.memory.remembered import NOTHING_REMEMBERED, Remembered
from conversation.memory.summary import MOST
from conversation.speech.turns import Turn
from prompts.transcript import line_of, plain, tokens_of

TOKENS = 4_000
"""The budget, where nobody sets another."""
FIRST_TURNS = 4
"""They stay: they say who calls, and why."""
LAST_TURNS = 32
STEP_TURNS = 16
_LOOKBACK = 2 * MOST
_CLIENT, _REMEMBERED, _SUMMARY = 0.1, 0.3, 0.25  # of the budget, at most
_GAP_TOKENS = 9
_WEIGHTS = {
    EntityKind.OBJECTION: 6,
    EntityKind.COMMITMENT: 5,
    EntityKind.QUESTION: 5,
    EntityKind.PRICE: 4,
    EntityKind.PAIN: 3,
    EntityKind.PERSON: 3,
    EntityKind.COMPANY: 3,
    EntityKind.DATE: 2,
    EntityKind.NUMBER: 2,
    EntityKind.NAME: 1,
}
_HANDLED = 3


@dataclass(frozen=True, slots=True)
class PromptContext:
    """The lines that a model sees.

    Attributes:
        client: What the last calls with the same person left.
        summary: What was said before.
        transcript: Turns word for word, and how many are left out where some are.
        remembered: What is worth remembering.
    """

    client: list[str]
    summary: list[str]
    transcript: list[str]
    remembered: list[str]


def context(
    turns: Sequence[Turn],
    answer_to: Turn,
    known: Remembered = NOTHING_REMEMBERED,
    tokens: int = TOKENS,
) -> PromptContext:
    """The context of a request.

    Args:
        turns: The turns so far, by their start.
        answer_to: The turn to answer; added at the end if `turns` doesn't hold it.
        known: What is remembered of them.
        tokens: The budget for all of it, as `tokens_of` estimates.
    """
    if all(turn.turn_id != answer_to.turn_id for turn in turns[-LAST_TURNS:]):
        turns = [*turns, answer_to]
    begin = _begin(turns, known.summary.until_turn_id)
    places = [*range(min(FIRST_TURNS, begin)), *range(begin, len(turns))]
    standing = {turns[at].turn_id for at in places}
    left = tokens - tokens_of(line_of(answer_to))
    client, left = _fitting(map(plain, known.client), left, int(tokens * _CLIENT))
    wanted = [one for one in known.entities if one.state or one.turn_id not in standing]
    by_weight = sorted(wanted, key=_weight, reverse=True)
    remembered, left = _fitting(map(_told, by_weight), left, int(tokens * _REMEMBERED))
    lines = map(plain_turn_line, known.summary.text.splitlines())
    summary, left = _fitting(lines, left, int(tokens * _SUMMARY))
    important = {one.turn_id for one in known.entities}
    kept = _kept(turns, places, answer_to, important, left)
    return PromptContext(client, summary, _with_gaps(turns, kept), remembered)


def plain_turn_line(line: str) -> str:
    """A line of a summary, in which the mark of a turn stays."""
    mark, joint, words = line.partition("] ")
    if joint and mark.startswith("["):
        return f"[{plain(mark[1:])}] {plain(words)}"
    return plain(line)


def _begin(turns: Sequence[Turn], until: str | None) -> int:
    """The place of the first turn of those that stand at the end."""
    recent = islice(range(len(turns) - 1, -1, -1), _LOOKBACK)
    if until and (found := next((at for at in recent if turns[at].turn_id == until), None)):
        return found + 1
    surplus = len(turns) - FIRST_TURNS - LAST_TURNS - STEP_TURNS
    return min(FIRST_TURNS + max(-(-surplus // STEP_TURNS), 0) * STEP_TURNS, len(turns))


def _kept(
    turns: Sequence[Turn],
    places: Sequence[int],
    answer_to: Turn,
    important: set[str],
    left: int,
) -> list[int]:
    """The places of the turns that fit, those with something to remember before the others."""

    def rank(at: int) -> tuple[bool, int]:
        return at < FIRST_TURNS or turns[at].turn_id in important, at

    kept: list[int] = []
    for at in sorted(places, key=rank, reverse=True):
        if turns[at].turn_id == answer_to.turn_id:
            kept.append(at)
            continue
        cost = tokens_of(line_of(turns[at])) + (_GAP_TOKENS if rank(at)[0] else 0)
        if cost <= left:
            kept.append(at)
            left -= cost
    return sorted(kept)


def _with_gaps(turns: Sequence[Turn], kept: Iterable[int]) -> list[str]:
    lines: list[str] = []
    following = 0
    for at in kept:
        if at > following:
            lines.append(f"({at - following} turns left out)")
        lines.append(line_of(turns[at]))
        following = at + 1
    return lines


def _fitting(lines: Iterable[str], left: int, most: int) -> tuple[list[str], int]:
    """The first lines that fit, and what is left of the budget."""
    room = min(left, most)
    found: list[str] = []
    for line in lines:
        if (cost := tokens_of(line)) > room:
            break
        found.append(line)
        room -= cost
        left -= cost
    return found, left


def _weight(entity: Entity) -> int:
    return _HANDLED if entity.state is EntityState.HANDLED else _WEIGHTS[entity.kind]


def _told(entity: Entity) -> str:
    state = f", {entity.state}" if entity.state else ""
    where = f"({entity.speaker}, [{plain(entity.turn_id)}])"
    return f"- {entity.kind}{state} {where}: {plain(entity.text)}"
