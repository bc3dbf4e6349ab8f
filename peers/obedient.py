"""A model that does what callers tell it: known answers to known turns, the harmful ones too."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from peers.advice import asked_turn


def obedient(answers: Mapping[str, Mapping[str, Any]]) -> Callable[[dict[str, Any]], str]:
    """What the OpenAI peer writes: the answer to the customer's words that it is asked about.

    Args:
        answers: By the customer's words, as the prompt shows them: the fields of the answer, and
            the `quote` that it gives as its evidence.
    """

    def answer(body: dict[str, Any]) -> str:
        turn_id, said = asked_turn(body)
        known = dict(answers[said])
        evidence = [{"turn_id": turn_id, "quote": known.pop("quote")}]
        rest = {"worth_saying": True, **known, "confidence": 0.9, "evidence": evidence}
        return json.dumps(rest, ensure_ascii=False)

    return answer
