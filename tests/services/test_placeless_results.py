"""Results that don't say where anything is: calls over real sockets, in virtual time."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import looptime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.events.status_codes import StatusCode
from peers.deepgram_socket import Fault
from peers.speech import Word
from services.stt.deepgram.connection import listening
from services.stt.deepgram.flux import flux_listening
from tests.services.spoken_call import CUSTOMER, Call, Said, Spoken, spoken, wrong
from tests.services.test_deepgram_outages import AWAY, heard, talk
from tests.services.test_deepgram_outages import QUERY as NOVA
from tests.services.test_flux import QUERY as FLUX

PLACES = {"start", "end", "duration", "audio_window_start", "audio_window_end"}
NUMBERS = {"turn_index", "sequence_id"}
TURNS = talk(4)


def without(names: set[str]) -> Callable[[str], str]:
    """Leaves these fields out of an answer, wherever they stand in it."""

    def left(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: left(of) for name, of in value.items() if name not in names}
        return [left(of) for of in value] if isinstance(value, list) else value

    return lambda answer: json.dumps(left(json.loads(answer)))


def call_of(turns: list[Spoken], faults: dict[float, Fault | None], *, flux: bool) -> Call:
    listen, query = (flux_listening, FLUX) if flux else (listening, NOVA)
    with asyncio.Runner(loop_factory=lambda: looptime.new_event_loop(noop_cycles=3)) as runner:
        return runner.run(heard(turns, faults, listen=listen, query=query))


FAULTS = st.builds(
    Fault,
    changed=st.sampled_from([without(PLACES), without(PLACES | NUMBERS)]),
    doubled=st.booleans(),
)


@settings(max_examples=12, derandomize=True)
@given(
    fault=FAULTS,
    cut_s=st.floats(2, 17).map(lambda at_s: round(at_s, 2)),
    away_s=st.sampled_from([0.0, 3.0]),
    flux=st.booleans(),
)
def test_no_word_is_lost_or_told_twice(fault: Fault, cut_s: float, away_s: float, *, flux: bool):
    """Whenever the connection is lost, and though each message comes twice."""
    faults: dict[float, Fault | None] = {0: fault, cut_s: AWAY, cut_s + away_s: fault}
    call = call_of(TURNS, faults, flux=flux)
    assert list(wrong(TURNS, call)) == []
    assert len(call.told) == len(TURNS)
    assert not [status for status in call.statuses if status.code is StatusCode.STT_LOST]


def same(turns: list[Spoken]) -> list[Spoken]:
    """The turns, as if each said the same."""
    words = [Word(f"yes{i}.", 0, 0) for i in range(9)]
    return [
        replace(turn, words=[replace(w, text=words[i].text) for i, w in enumerate(turn.words)])
        for turn in turns
    ]


@pytest.mark.parametrize("doubled", [False, True])
@pytest.mark.parametrize("flux", [False, True])
def test_what_is_said_twice_is_told_twice(*, flux: bool, doubled: bool):
    """The same words in each turn, and no message says where they are."""
    turns = same(spoken([Said(CUSTOMER, 2)] * 5))
    fault = Fault(changed=without(PLACES | NUMBERS), doubled=doubled)
    call = call_of(turns, {0: fault}, flux=flux)
    assert [turn.text for turn in call.told] == [turn.text for turn in turns]
