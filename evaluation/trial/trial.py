"""Call trial: what the coach made of each turn of a replayed call, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from conversation.coaching.playbook import Playbook
from conversation.events.event import EventType
from evaluation.replay.replay import TimedEvent
from prompts.review.said_cue import cue_in

_NO_SIGNAL = "no_signal"


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that led to a card.

    Attributes:
        rule: Its id.
        signal: What it reports.
        cue: The cue that was said; None where the meaning alone showed it.
        words: The words in which the cue was found.
    """

    rule: str
    signal: str
    cue: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class SeenCard:
    """A card that the agent saw.

    Attributes:
        headline: What it tells them to do.
        priority: How urgent it is.
        confidence: How sure, 0 to 1.
        fired: The rules behind it, the leading one first.
        replaces: The headline of the card that it took the place of.
    """

    headline: str
    priority: str
    confidence: float
    fired: Sequence[Fired]
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A card that was not shown, or not to the end, or a silence.

    Attributes:
        reason: Why, as `suggestion.suppressed` or `suggestion.withdrawn` has it.
        headline: What the card says; None where there was none.
        rule: The rule that led to it.
        in_vain: Rules of which a cue was said, and that did not show: the words are not meant, or
            sound like none of the rule's examples.
    """

    reason: str
    headline: str | None = None
    rule: str | None = None
    in_vain: Sequence[Fired] = ()


@dataclass(frozen=True, slots=True)
class Obliged:
    """A change of an obligation.

    Attributes:
        id: The obligation's id.
        title: What it asks of the agent.
        state: How it stands from then on, as `obligation.updated` has it.
        words: The words by which it does; empty where there are none.
    """

    id: str
    title: str
    state: str
    words: str = ""


@dataclass(slots=True)
class TriedTurn:
    """A turn, and what came of it.

    Attributes:
        start_ms: Begin of the speech, ms from the start of the call.
        speaker: Who said it.
        text: The words.
        shown: The cards on it.
        held: What was not shown.
        obliged: The obligations that changed at it, or in the silence behind it.
    """

    start_ms: int
    speaker: str
    text: str
    shown: list[SeenCard] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    obliged: list[Obliged] = field(default_factory=list)


def trial_of(playbook: Playbook, events: Sequence[TimedEvent]) -> list[TriedTurn]:
    """The turns of a replayed call, in the order of their starts.

    Args:
        playbook: By whose rules it was coached.
        events: What happened in it.
    """
    told = [event.data for event in events if event.type is EventType.TURN_FINAL]
    turns = {
        data["turn_id"]: TriedTurn(data["start_ms"], data["speaker"], data["text"]) for data in told
    }
    cards = _cards(events)
    newest: TriedTurn | None = None
    for event in events:
        if event.type is EventType.TURN_FINAL:
            newest = turns[event.data["turn_id"]]
        if event.type is EventType.OBLIGATION_UPDATED and newest:
            newest.obliged.append(_obliged(event.data))
        data = cards.get(event.data.get("suggestion_id") or "", {}) | event.data
        turn = turns.get(data.get("turn_id") or "")
        if turn is None:
            continue
        match event.type:
            case EventType.SUGGESTION_FINAL:
                replaced = cards.get(data.get("replaces") or "", {}).get("headline")
                fired = list(_fired(playbook, data.get("rules") or (), _unit(told, data)))
                turn.shown.append(
                    SeenCard(
                        data["headline"], data["priority"], data["confidence"], fired, replaced
                    )
                )
            case EventType.SUGGESTION_SUPPRESSED | EventType.SUGGESTION_WITHDRAWN:
                turn.held.append(_held(playbook, data, turn.text))
    return sorted(turns.values(), key=lambda turn: turn.start_ms)


def _held(playbook: Playbook, data: dict[str, Any], said: str) -> Held:
    silent = data["reason"] == _NO_SIGNAL and not data.get("headline")
    cued = [rule.id for rule in playbook.rules if cue_in(rule, said)] if silent else []
    in_vain = tuple(_fired(playbook, cued, said))
    return Held(data["reason"], data.get("headline"), data.get("rule"), in_vain)


def _obliged(data: dict[str, Any]) -> Obliged:
    words = " … ".join(item["quote"] for item in data["evidence"])
    return Obliged(data["obligation_id"], data["title"], data["state"], words)


def _cards(events: Sequence[TimedEvent]) -> dict[str, dict[str, Any]]:
    """What is known of each card that was begun: its turn, and what it said last."""
    known: dict[str, dict[str, Any]] = {}
    for event in events:
        if card_id := event.data.get("suggestion_id"):
            known.setdefault(card_id, {}).update(event.data | (event.data.get("partial") or {}))
    return known


def _unit(told: Sequence[dict[str, Any]], card: dict[str, Any]) -> str:
    """The words of the unit that a card is on."""
    units = {data["turn_id"]: data["unit_id"] for data in told}
    unit_id = units[card["turn_id"]]
    return " ".join(data["text"] for data in told if data["unit_id"] == unit_id)


def _fired(playbook: Playbook, ids: Sequence[str], said: str) -> Iterator[Fired]:
    rules = {rule.id: rule for rule in playbook.rules}
    for rule in (rules[id] for id in ids):
        cue, words = cue_in(rule, said) or (None, "")
        yield Fired(rule.id, rule.signal, cue, words)
