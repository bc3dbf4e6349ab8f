"""What coaches the calls of a language, with a playbook in it or without."""

import pytest

from pipeline.coaches import open_coaches
from prompts.mistake import PromptError
from settings import load
from tests.pipeline.test_coaches import MODEL


async def test_a_process_starts_in_a_language_without_a_playbook_if_a_model_is_there() -> None:
    """Without one it stops, and says in which languages it is there, or which playbooks are."""
    async with open_coaches(load(coach_language="de", **MODEL)) as coaches:
        assert coaches.default.playbook.rules == []
    for settings, right in (
        (load(coach_language="de"), "it is there in en, es, fr"),
        (load(coach_playbook="nonsense", **MODEL), r"there is .*sales"),
    ):
        with pytest.raises(PromptError, match=right):
            async with open_coaches(settings):
                pass
