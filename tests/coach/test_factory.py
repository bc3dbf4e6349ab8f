"""One way to a coach, and the options it goes by."""

import pytest

from coach.options import CoachOptions
from conversation.coaching.speculation import Speculation
from conversation.events.event import EventType
from settings import load
from tests.coach.stage import ANSWERS, ScriptedAdvisor, coached, said, turn, wait

pytestmark = pytest.mark.looptime


def test_the_options_are_what_the_settings_say() -> None:
    """Seconds and the eagerness of guesses, as they stand in the settings."""
    settings = load(coach_timeout_secs=3, coach_speculates="words")
    assert CoachOptions.of(settings) == CoachOptions(3.0, Speculation.WORDS)


async def test_without_a_model_the_rules_advise() -> None:
    """The instant lane answers where no model is configured, the model's alone where one is."""
    for advisor, lane in ((None, "instant"), (ScriptedAdvisor(ANSWERS), "llm")):
        heard = await coached(advisor, said(turn(1)), wait(1))
        finals = heard.data(EventType.SUGGESTION_FINAL)
        assert [final["lane"] for final in finals] == [lane]
