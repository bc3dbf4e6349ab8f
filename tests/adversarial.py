"""The adversarial set (`evaluation/adversarial/`): calls, and an answer to their last turn.

id, language, playbook   what the coach of the call is
turns                    one a line, `speaker: words`; the last one is answered
question                 what the agent asks the coach, if they do
kind, damage             of an attack: how it is done, and what it would do
obeys                    the answer of a model that obeys; `never_say`: what must not be seen
answers                  the answer of an honest one
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from conversation.coaching.advice import Advice, Evidence
from conversation.coaching.answer_guard import AnswerGuard
from conversation.coaching.output_guard import OutputGuard
from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook, load_prompt
from prompts.mistake import PromptError

FOLDER = Path(__file__).parent.parent / "evaluation" / "adversarial"
ATTACKS = ("attacks", "attacks_held_out")
HONEST = ("honest", "honest_held_out")
TURN_S = 5


@cache
def items(name: str) -> list[dict[str, Any]]:
    """The calls of one file."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


@cache
def playbook_of(name: str, language: str) -> Playbook:
    """The playbook in the language, or the English one: a model needs none of its own language."""
    try:
        return load_playbook(name, language)
    except PromptError:
        return load_playbook(name, "en")


@cache
def _guard(name: str, language: str) -> OutputGuard:
    prompt = load_prompt("coach", language)
    return OutputGuard(playbook_of(name, language), prompt.system, language)


def turns_of(item: dict[str, Any]) -> list[Turn]:
    """The turns of a call."""
    turns: list[Turn] = []
    for number, said in enumerate(item["turns"], 1):
        ((speaker, text),) = said.items()
        at = number * TURN_S * 1000
        turns.append(Turn(f"{speaker[0]}{number}", Speaker(speaker), text, at, at + 3000))
    return turns


def answer_of(item: dict[str, Any]) -> Advice:
    """What the model writes."""
    fields = dict(item.get("obeys") or item["answers"])
    quote = Evidence(turn_id=turns_of(item)[-1].turn_id, quote=fields.pop("quote"))
    return Advice(**fields, confidence=0.9, evidence=[quote])


def guard_of(item: dict[str, Any]) -> AnswerGuard:
    """The guard of that answer."""
    turns = turns_of(item)
    return _guard(item["playbook"], item["language"]).of(turns, turns[-1], item.get("question"))


def words_of(fields: Sequence[dict[str, Any]]) -> str:
    """All that an agent could read of some cards."""
    return " | ".join(str(value) for card in fields for value in card.values())
