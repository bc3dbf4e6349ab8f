"""Shadow runs of a process: which candidate there is, and beside which calls it runs."""

from pathlib import Path
from typing import Any

import pytest

from conversation.coaching.speculation import Speculation
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.memory.summary import Summarises
from conversation.privacy.redaction import Redactor
from pipeline.shadow.candidate import Candidate
from pipeline.shadow.shadow_desk import HeardCall
from prompts.mistake import PromptError
from settings import load
from tests.server.stage import make_runtime

URL = "http://127.0.0.1:9/v1"


def candidate(**settings: Any) -> Candidate | None:
    return Candidate.of(load(openai_base_url=URL, **settings), ["coach@6/en"])


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
