"""How soon a card of the playbook is seen after the recogniser told the words that it is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.listeners import Seen
from bench.looped_call import LoopedCall
from bench.stt_peer import Said
from conversation.coaching.advice import LaneName, Priority
from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Rule
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker
from peers.speech import Word

_AROUND_MS = 300
"""A turn may begin so much before its first word, and end so much after its last."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card that a client saw.

    Attributes:
        headline: What it says.
        rule: The rule behind it; None where none showed and the stage of the call spoke.
        urgency: The rule's priority; None without a rule.
        early: Whether it came while the customer spoke, before the turn's end.
        word: The last word of the rule's cue; None where the turn has none.
        wait_ms: From the recogniser's first message with that word to the card at the client.
    """

    headline: str
    rule: str | None
    urgency: Priority | None
    early: bool
    word: str | None
    wait_ms: float | None


def cards(
    call: LoopedCall, playbook: Playbook, said: Sequence[Said], seen: Sequence[Seen]
) -> list[Card]:
    """The instant lane's cards of one call in the order in which they were seen.

    Args:
        call: What is said in it.
        playbook: The rules that the server goes by.
        said: The results of the recogniser's socket for the customer.
        seen: The events of a side-channel client.
    """
    rules = {move.headline: rule for rule in playbook.rules for move in rule.moves}
    turns = {e.event["data"]["turn_id"]: e for e in _of(seen, "turn.final")}
    found = []
    for started in _of(seen, "suggestion.started"):
        about = started.event["data"]
        shown = _first_shown(seen, about["suggestion_id"])
        if about["lane"] != LaneName.INSTANT or shown is None:
            continue
        headline, shown_at = shown
        rule, ended = rules.get(headline), turns.get(about["turn_id"])
        word = _cue_end(rule, _words(call, ended.event["data"])) if rule and ended else None
        told_at = next((s.sent_at for s in said if word and s.word_end_ms >= word.end_ms), None)
        found.append(
            Card(
                headline=headline,
                rule=rule.id if rule else None,
                urgency=rule.priority if rule else None,
                early=bool(ended and shown_at < ended.at),
                word=word.text if word else None,
                wait_ms=(shown_at - told_at) * 1000 if told_at is not None else None,
            )
        )
    return found


def _first_shown(seen: Sequence[Seen], suggestion_id: str) -> tuple[str, float] | None:
    """The first headline of a suggestion, and when it was seen."""
    for event in seen:
        data = event.event["data"]
        headline = data.get("headline") or data.get("partial", {}).get("headline")
        if headline and data["suggestion_id"] == suggestion_id:
            return headline, event.at
    return None


def _of(seen: Sequence[Seen], kind: str) -> list[Seen]:
    return [e for e in seen if e.event["type"] == kind]


def _words(call: LoopedCall, turn: Mapping[str, Any]) -> list[Word]:
    """The customer's words in the time of one of the server's turns."""
    from_ms, to_ms = turn["start_ms"] - _AROUND_MS, turn["end_ms"] + _AROUND_MS
    return [
        Word(word.word, word.start_ms + shift, word.end_ms + shift)
        for shift in range(0, to_ms, call.round_ms)
        for spoken in call.turns[Speaker.CUSTOMER]
        for word in spoken.words
        if from_ms <= word.start_ms + shift and word.end_ms + shift <= to_ms
    ]


def _cue_end(rule: Rule, words: Sequence[Word]) -> Word | None:
    """The first word with which a rule's signal shows."""
    for number, word in enumerate(words, 1):
        if rule.spans(Wording(" ".join(w.text for w in words[:number]))):
            return word
    return None
