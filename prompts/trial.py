"""Prompt trial: templates are filled in when they are read, so that no call finds a mistake."""

from functools import cache
from typing import Any

from conversation.coaching.playbook import Playbook


def system_values() -> list[dict[str, Any]]:
    """The values that `system` is rendered with."""
    return [{"playbook": _playbook(), "language": "en"}]


def turn_values() -> list[dict[str, Any]]:
    """The values that `turn` is rendered with, with a question and cards, and without."""
    seen = {"transcript": ["[c1] customer: Yes."], "answer_to": "c1"}
    nothing = {"question": None, "acts": [], "standing": None, "past": [], "knowledge": []}
    asked = {"question": "And now?", "acts": ["proposed"], "standing": "Ask", "past": ["Wait"]}
    known = {"summary": ["[a1] agent: Hello."], "remembered": ["- price (agent, [a1]): ninety"]}
    known["knowledge"] = ["[k1] Prices: ninety a seat."]
    known["client"] = ["- 2026-11-12, commitment (agent): I'll call"]
    return [
        seen | nothing | {"client": [], "summary": [], "remembered": []},
        seen | asked | known,
    ]


@cache
def _playbook() -> Playbook:
    """One with two of everything: a template that wants a third may look for it."""
    move = {"headline": "Ask", "questions": ["Why?", "How?"], "recommended_direction": "On."}
    rules = [
        {"id": word, "signal": word, "cues": [word, f"{word}s"], "moves": [move, move]}
        for word in ("yes", "no")
    ]
    return Playbook.model_validate(
        {
            "name": "trial",
            "version": 1,
            "language": "en",
            "title": "Trial",
            "goal": "None.",
            "stages": [{"id": id, "title": "A stage", "cues": ["yes"]} for id in ("one", "two")],
            "rules": rules,
            "fallback": {"one": [move, move], "two": [move, move]},
        }
    )
