"""Shadow runs of a process: which candidate there is, and beside which calls it runs."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pipecat.frames.frames import EndFrame

from conversation.coaching.speculation import Speculation
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.memory.summary import Summarises
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import TurnFrame
from knowledge.library import open_library
from pipeline.coaches import open_coaches
from pipeline.process_log import database_url
from pipeline.shadow.candidate import ShadowCandidate
from pipeline.shadow.shadow_call import ShadowCall, ShadowedCall
from pipeline.shadow.shadow_desk import HeardCall, open_shadows
from prompts.mistake import PromptError
from pubsub.clock import Clock
from settings import load
from stores.log.event_log import open_event_log
from tests.knowledge.toy_embedder import ToyEmbedder, document
from tests.server.stage import make_runtime

URL = "http://127.0.0.1:9/v1"


def candidate(**settings: Any) -> ShadowCandidate | None:
    return ShadowCandidate.of(load(openai_base_url=URL, **settings), ["coach@6/en"])


def test_a_candidate_differs_in_what_it_names_alone() -> None:
    """And it asks for nothing but its cards: no guess, no specialist, no summary."""
    assert candidate() is None
    found = candidate(shadow_prompt="coach_insurance", shadow_models="openai:gpt-4.1")
    assert found
    assert found.name.startswith("prompt coach_insurance@")
    assert found.name.endswith(", models openai:gpt-4.1")
    own = found.settings
    assert (own.coach_prompt, own.coach_playbook) == ("coach_insurance", "sales")
    assert (own.coach_specialists, own.coach_speculates) == ((), Speculation.OFF)
    assert own.coach_summary is Summarises.RULES
    playbook = candidate(shadow_playbook="support")
    assert playbook
    assert (playbook.has_playbook, playbook.settings.coach_playbook) == (True, "support")


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"shadow_prompt": "coach"}, "SHADOW_PROMPT=coach: calls are coached with coach@6/en alr"),
        ({"shadow_prompt": "coahc"}, "no prompt 'coahc'"),
        ({"shadow_playbook": "slaes"}, "no playbook 'slaes'"),
    ],
)
def test_a_candidate_that_can_not_be_is_told(settings: dict[str, Any], why: str) -> None:
    """At the start, in a line; the same prompt with another model is one."""
    with pytest.raises(PromptError, match=why):
        candidate(**settings)
    assert candidate(shadow_prompt="coach", shadow_models="openai:gpt-4.1")


async def test_a_playbook_is_tried_on_the_calls_of_most(tmp_path: Path) -> None:
    """A call that names another playbook has no shadow; one that names none has."""
    async with make_runtime(tmp_path, shadow_playbook="support", coach_meaning=False) as runtime:
        desk = runtime.shadows
        assert desk

        def heard(**said: str) -> HeardCall:
            return HeardCall("CA1", said, None, Redactor(), Conversation(), CallMemory)

        for said, has_shadow in (
            ({}, True),
            ({"playbook": "sales"}, True),
            ({"playbook": "collections"}, False),
        ):
            with desk.beside(heard(**said)) as tap:
                assert (tap is not None) is has_shadow
    async with make_runtime(tmp_path) as runtime:
        assert runtime.shadows is None


async def test_a_shadow_notes_no_question_that_found_nothing(tmp_path: Path) -> None:
    """It hears the question as the real coach does, which has counted it."""
    settings = load(data_dir=tmp_path, shadow_playbook="support", coach_meaning=False)
    question = "Do you know which parking garages take your card?"
    asked = Turn("c1", Speaker.CUSTOMER, question, 0, 900)
    async with (
        open_library(settings, ToyEmbedder()) as library,
        open_coaches(settings, None, library) as live,
        open_event_log(database_url(settings)) as log,
        open_shadows(live, None, library, log, Clock()) as desk,
    ):
        assert desk
        await library.add(*document("imports", "An import has 5,000 invoices."))
        with desk.beside(HeardCall("CA1", {}, None, Redactor(), Conversation(), CallMemory)) as tap:
            assert tap
            tap._tell(TurnFrame(asked, 0.0, 0.0))
        await asyncio.gather(*desk._running)
        assert await library.gaps() == []


async def test_a_shadow_whose_pipeline_dies_hears_no_more(tmp_path: Path) -> None:
    """What it has is not all of the call, and nothing is queued for nobody."""
    async with open_coaches(load(data_dir=tmp_path)) as coaches:
        choice = coaches.choose({}, None)
        call = ShadowedCall("CA1", choice, {}, Redactor(), Conversation(), CallMemory("en"))
        shadow = ShadowCall(coaches, call)
        shadow.tap._tell(EndFrame())
        await shadow.run()
        assert not shadow.record.whole
        for number in range(5):
            said = Turn(f"c{number}", Speaker.CUSTOMER, "So?", 0, 900)
            shadow.tap._tell(TurnFrame(said, 0.0, 0.0))
        assert shadow._heard.empty()
