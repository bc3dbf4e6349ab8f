"""Past call: a stored call's turns, as a call that nobody has labelled, for its replay."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from conversation.after_call.call_language import language_of
from conversation.after_call.call_playbooks import playbooks_of
from conversation.events.event import CallEvent
from conversation.events.figures import transcript
from conversation.shadow.record import ShadowRecord, kept
from conversation.speech.turns import Turn
from evaluation.labels.label_files import LabelFile
from evaluation.labels.labelled_call import LabelledCall, LabelledTurn
from evaluation.scoring.result import CallResult
from evaluation.trial.plain_call import timed

_WORD_MS = 50
"""Nobody speaks faster: where turns do, their times are those of a text, and mean nothing."""


def past_call(call_id: str, events: Sequence[CallEvent], default: str) -> LabelFile | None:
    """A stored call as it is replayed; None where nothing was said in it.

    Where a call came as text without times, its turns follow each other as they were said.

    Args:
        call_id: The call.
        events: Its events.
        default: The name of the playbook that most calls have, which a setting says.
    """
    turns = [turn for turn in transcript(events) if turn.text.strip()]
    if not turns:
        return None
    if any(turn.end_ms - turn.start_ms < _WORD_MS * len(turn.text.split()) for turn in turns):
        said = list(timed((turn.speaker, turn.text) for turn in turns))
    else:
        said = [_labelled(turn) for turn in turns]
    name = re.sub(r"[^\w.-]", "_", call_id)
    named = next((one["name"] for one in playbooks_of(events) if "name" in one), "")
    playbook = "" if named == default else named
    call = LabelledCall(id=name, language=language_of(events), playbook=playbook, turns=said)
    return LabelFile(Path(name), "", call)


def replayed(events: Sequence[CallEvent], result: CallResult) -> ShadowRecord:
    """The record of a replay of `past_call`: its cards name the turns of the stored call."""
    turns = [turn for turn in transcript(events) if turn.text.strip()]
    cards: list[Mapping[str, Any]] = [
        kept(card.data) | {"turn_id": turns[card.at].turn_id}
        for card in result.cards
        if card.at < len(turns)
    ]
    return ShadowRecord(
        cards,
        held_back=len(result.held_back),
        outages=result.failed,
        requests=result.requests,
        cost=round(result.cost or 0.0, 6),
    )


def _labelled(turn: Turn) -> LabelledTurn:
    return LabelledTurn(
        speaker=turn.speaker, start_ms=turn.start_ms, end_ms=turn.end_ms, text=turn.text
    )
