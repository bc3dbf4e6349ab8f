"""Labelled calls, cards and events of a few words each."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conversation.events.event import EventType
from evaluation.labels.label_files import LabelFile
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.replay import TimedEvent
from evaluation.scoring.boundaries import boundaries_of
from evaluation.scoring.cards import FinalCard
from evaluation.scoring.held_back import HeldBack
from evaluation.scoring.judgement import judge
from evaluation.scoring.result import CallResult
from settings import Settings
from tests.product import ROOT

SETTINGS = Settings(
    _env_file=None,  # pyright: ignore[reportCallIssue] - a keyword of its base
    data_dir=ROOT / ".pytest_cache" / "data",  # for the vectors, which all processes need
)

TEXT = """\
id: price_01
language: en
playbook: sales
turns:
  - {speaker: agent, start_ms: 400, end_ms: 3100, text: "Hi, Ana here, all well?", silent: true}
  - speaker: customer
    start_ms: 3600
    end_ms: 9800
    text: "Honestly, that is too expensive for us."
    expect: [price_objection]
    priority_min: high
"""
"""A labelled call as a file."""


def customer(text: str = "Words.", **fields: Any) -> dict[str, Any]:
    """A turn of the customer."""
    return {"speaker": "customer", "text": text} | fields


def agent(text: str = "Words.", **fields: Any) -> dict[str, Any]:
    """A turn of the agent."""
    return {"speaker": "agent", "text": text} | fields


def labelled(*turns: dict[str, Any], language: str = "en", call_id: str = "call") -> LabelledCall:
    """A call of turns of 4 s each, one every 5 s, where they say no times of their own."""
    timed = [
        {"start_ms": at * 5000, "end_ms": at * 5000 + 4000} | turn for at, turn in enumerate(turns)
    ]
    data = {"id": call_id, "language": language, "playbook": "sales", "turns": timed}
    return LabelledCall.model_validate(data)


def card(at: int, *signals: str, shown_ms: int | None = None, **fields: Any) -> FinalCard:
    """A card at a turn, shown at the turn's end unless it says when."""
    data = {
        "turn_id": f"c{at}",
        "headline": f"Do {at}",
        "questions": [],
        "recommended_direction": "On.",
        "signals_detected": list(signals),
        "priority": "high",
        "confidence": 0.8,
        "replaces": None,
        "expires_at_ms": None,
    } | fields
    shown = at * 5000 + 4250 if shown_ms is None else shown_ms
    return FinalCard(f"s{at}.{shown}", at, shown, data)


def turn_final(turn_id: str, text: str, start_ms: int, end_ms: int, **fields: Any) -> TimedEvent:
    """A turn as the product told it."""
    speaker = "customer" if turn_id.startswith("c") else "agent"
    data = {"turn_id": turn_id, "speaker": speaker, "text": text}
    data |= {"start_ms": start_ms, "end_ms": end_ms} | fields
    return TimedEvent(end_ms + 250, EventType.TURN_FINAL, data)


def told_as_labelled(call: LabelledCall) -> list[TimedEvent]:
    """The turns of a call as a product would tell them that cuts each where it was labelled."""
    return [
        turn_final(f"{turn.speaker.value[0]}{at}", turn.text, turn.start_ms, turn.end_ms)
        for at, turn in enumerate(call.turns)
    ]


def result(
    call: LabelledCall,
    *cards: FinalCard,
    path: str = "tuned/call.yaml",
    held_back: Sequence[HeldBack] = (),
) -> CallResult:
    """A call whose agent was shown these cards."""
    return CallResult(
        file=LabelFile(Path(path), "", call),
        playbook="sales@1/en",
        advised_by="rules",
        turns=judge(call, cards),
        cards=cards,
        held_back=held_back,
        taken_back=0,
        boundaries=boundaries_of(call, told_as_labelled(call)),
        requests=0,
        input_tokens=0,
        output_tokens=0,
        cost=None,
    )
