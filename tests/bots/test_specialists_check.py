"""What `callshadow check` says of specialists."""

from typing import Any

import pytest

from bots.check_finding import CheckState
from bots.coaching_check import check_specialists
from settings import load

MODEL = {"openai_api_key": "k"}


@pytest.mark.parametrize(
    ("settings", "state", "told"),
    [
        ({"coach_specialists": "closing,triage"}, CheckState.NONE, "without a language model"),
        (MODEL | {"coach_specialists": "closing,triage"}, CheckState.OK, "closing; for other"),
        (
            MODEL | {"coach_specialists": "triage", "coach_playbook": "support"},
            CheckState.OK,
            "triage",
        ),
        (MODEL | {"coach_specialists": "triage"}, CheckState.OK, "nobody; for other playbooks"),
    ],
)
async def test_who_is_asked_is_told(settings: dict[str, Any], state: CheckState, told: str) -> None:
    """With the playbook of most calls, and who is not asked there."""
    finding = await check_specialists(load(**settings))
    assert finding
    assert finding.state is state
    assert told in finding.detail


async def test_nothing_is_said_where_nobody_is_wanted() -> None:
    """Which is the default."""
    assert await check_specialists(load(**MODEL)) is None
