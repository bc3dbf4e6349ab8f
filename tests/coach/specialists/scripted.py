"""Specialists that follow a script, and the call in which they are asked."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from coach.factory import CoachFactory
from coach.options import CoachOptions
from coach.request import Advised, Author, Request
from coach.specialists.specialist import SpecialistFinding, Statement
from conversation.coaching.advice import LaneName, Priority
from conversation.coaching.playbook import Playbook
from conversation.memory.conversation import Conversation
from conversation.specialists.position import Position
from conversation.speech.turns import Turn
from prompts.loader import load_playbook
from prompts.specialist import DeclaredSpecialist as Declared
from tests.coach.stage import CoachedCall, Heard, ScriptedAdvisor, Step, advice, happens

QUIET: Playbook = load_playbook("support", "en")
"""A playbook that has no card on the turns of these calls."""


def declared(name: str = "objection", **fields: Any) -> Declared:
    """What a specialist's file says."""
    data: dict[str, Any] = {
        "name": name,
        "version": 1,
        "language": "en",
        "title": name,
        "output": {"severity": {"type": "integer", "min": 1, "max": 10, "about": "How heavy"}},
        "prompt": "Judge.",
    }
    return Declared.model_validate(data | fields)


def card(headline: str, priority: Priority = Priority.HIGH, signal: str = "hesitation") -> Advised:
    """A specialist's card."""
    told = {"headline": headline, "priority": priority, "signals_detected": [signal]}
    return Advised(advice(headline).advice.model_copy(update=told))


@dataclass
class Scripted:
    """A specialist that answers after a while, or fails.

    Attributes:
        declared: What its file says.
        after_s: How long it takes.
        advised: Its card.
        error: What it fails with.
        insight: What it finds out.
        asked: What it was asked.
        stopped: How many requests have ended, however they did.
        verdicts: What it says in discussions, one after the other; an error, or s of silence.
        heard: What it heard in them.
    """

    declared: Declared = field(default_factory=declared)
    after_s: float = 0.5
    advised: Advised | None = None
    error: Exception | None = None
    insight: dict[str, Any] = field(default_factory=lambda: {"severity": 7})
    refused: str | None = None
    asked: list[Request] = field(default_factory=list[Request])
    stopped: int = 0
    verdicts: list[Any] = field(default_factory=list[Any])
    heard: list[Sequence[Statement]] = field(default_factory=list[Sequence[Statement]])

    def __hash__(self) -> int:
        return id(self)

    async def reconsider(self, request: Request, said: Sequence[Statement]) -> tuple[Position, str]:
        self.heard.append(said)
        verdict = self.verdicts.pop(0)
        if isinstance(verdict, Exception):
            raise verdict
        if isinstance(verdict, float):
            await asyncio.sleep(verdict)
            return Position.HOLD, "because"
        return verdict, "because"

    @property
    def author(self) -> Author:
        name = self.declared.name
        return Author(LaneName.LLM, name, "gpt-test", f"{name}@1/en")

    def may_hear(self, turn: Turn) -> bool:
        return not turn.text.startswith("Coach,")

    async def advise(self, request: Request) -> SpecialistFinding:
        self.asked.append(request)
        try:
            await asyncio.sleep(self.after_s)
        finally:
            self.stopped += 1
        if self.error:
            raise self.error
        return SpecialistFinding(self.insight, self.advised, self.refused, "gpt-test", None)


async def coached_with(
    specialists: Sequence[Scripted], *steps: Step, advisor: ScriptedAdvisor | None = None
) -> Heard:
    """What a coach with these specialists makes of some steps, and of the end of the call."""
    conversation, heard = Conversation(), Heard()
    model = advisor or ScriptedAdvisor(*([[3600.0]] * 20))
    factory = CoachFactory(QUIET, model, CoachOptions(), specialists=specialists)
    coach = factory.coach_for(conversation, heard.emit)
    await happens(CoachedCall(conversation, coach, heard), *steps)
    return heard
