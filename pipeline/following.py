"""Follow-through of an ended call: judged by rules, by a model where they can't tell, and told.

Each card is told of once; what nobody could tell is tried again when it is asked for again. A step
of a workflow may call it as often as it likes.
"""

import asyncio
from collections.abc import Mapping, Sequence
from weakref import WeakValueDictionary

from loguru import logger

from coach.follow_judge import FollowJudge
from coach.meaning import MeaningReader
from coach.ports import ModelError
from conversation.after_call.call_language import language_of
from conversation.after_call.following.case import CardCase
from conversation.after_call.following.follow_through import (
    FOLLOWING_TYPES,
    doubts,
    follow_through,
)
from conversation.after_call.following.judge import Nearness
from conversation.after_call.following.outcome import CardOutcome, Following
from conversation.after_call.following.sentence import sentences
from conversation.after_call.following.words.compiled import following_words
from conversation.events.event import CallEvent
from pipeline.past_playbook import playbook_of
from pipeline.runtime import Runtime
from prompts.loader import load_prompt

_OPEN = (CardOutcome.UNKNOWN, CardOutcome.IGNORED)
MOST_ASKED = 12
"""The cards of a call about which a model is asked, at most."""
_judging: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()
"""Of the calls that are being judged, by the event loop and the call: two at once tell it twice."""
_SENTENCES = 24
"""The sentences after a card that are compared with it, at most; each costs a millisecond."""


async def tell_follow_through(runtime: Runtime, call_id: str) -> list[CallEvent]:
    """Judge what is not judged yet of a call's cards, and append it; returns what was appended.

    Raises:
        EventLogError: The log can't be read, or took no more.
    """
    async with _alone(call_id):
        return await _tell(runtime, call_id)


async def _tell(runtime: Runtime, call_id: str) -> list[CallEvent]:
    events = [event async for event in runtime.log.outline(call_id, FOLLOWING_TYPES)]
    nearness = await _nearness(runtime.coaches.default.meaning, events)
    verdicts = await _verdicts(runtime, events, nearness)
    found = await asyncio.to_thread(follow_through, events, nearness, verdicts)
    return [await runtime.events.publish(call_id, payload) for payload in found]


def _alone(call_id: str) -> asyncio.Lock:
    return _judging.setdefault((id(asyncio.get_running_loop()), call_id), asyncio.Lock())


async def _nearness(
    meaning: MeaningReader | None, events: Sequence[CallEvent]
) -> dict[str, Nearness]:
    """How near the agent's sentences are to the cards that words alone do not decide."""
    if meaning is None:
        return {}
    language = language_of(events)
    open_cases = await asyncio.to_thread(doubts, events, {}, _OPEN)
    return {case.suggestion_id: await _near(meaning, case, language) for case in open_cases}


async def _near(meaning: MeaningReader, case: CardCase, language: str) -> Nearness:
    words = following_words(language)
    said = [s.text for turn in case.agent_turns for s in sentences(turn, words)][:_SENTENCES]
    best = dict.fromkeys(said, 0.0)
    for text in (case.headline, *case.questions):
        found = await meaning.nearness(text, said)
        best = {one: max(best[one], near) for one, near in zip(said, found, strict=True)}
    return best


async def _verdicts(
    runtime: Runtime, events: Sequence[CallEvent], nearness: Mapping[str, Nearness]
) -> dict[str, Following]:
    """What a model makes of the cards that the rules can't tell of; it may fail at any of them."""
    models, language = runtime.coaches.models, language_of(events)
    open_cases = await asyncio.to_thread(doubts, events, nearness) if models else []
    if models is None or not open_cases:
        return {}
    playbook = await playbook_of(runtime.coaches.shelf, events)
    prompt = await asyncio.to_thread(load_prompt, "following", language)
    judge = FollowJudge(models, prompt, playbook or runtime.coaches.default.playbook)
    verdicts: dict[str, Following] = {}
    for case in open_cases[:MOST_ASKED]:
        try:
            verdicts[case.suggestion_id] = await judge.judge(case)
        except ModelError as error:
            logger.warning("follow-through: the model gave no verdict ({})", error.code.value)
    return verdicts
