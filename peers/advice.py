"""What the OpenAI peer writes: advice that quotes the customer's turn it was asked about."""

import json
import re
from typing import Any

from peers.json_schema import example

_LETTERS = str.maketrans("0123456789", "abcdefghij")
"""The guard refuses a number that nobody has said."""
_LINE = re.compile(r"^\[(\S+)\] customer: (.+)$", re.MULTILINE)
_ASKED = re.compile(r"\[(\S+)\]")


def fitting_answer(body: dict[str, Any]) -> str:
    """A JSON text that fits the request's schema, or `OK.` where it has none.

    Where the schema has the coach's fields, the advice is about the last customer's turn that the
    prompt names, and quotes all of it; a specialist's own fields come before it, and a number is
    in the range that is told with it.
    """
    schema = _schema(body)
    if not schema:
        return "OK."
    if "headline" not in schema["properties"] or not _turns(body):
        return json.dumps(example(schema, "Ask what they need."))
    known = json.loads(advice(*asked_turn(body)))
    own = example(schema, "Ask what they need.")
    return json.dumps({name: known.get(name, own[name]) for name in schema["properties"]})


def asked_turn(body: dict[str, Any]) -> tuple[str, str]:
    """The last customer's turn that the prompt names: its id, and its words."""
    turns = _turns(body)
    prompt = str(body["messages"][-1]["content"])
    asked = [turn_id for turn_id in _ASKED.findall(prompt) if turn_id in turns]
    return asked[-1], turns[asked[-1]]


def advice(turn_id: str, text: str) -> str:
    """Advice on one turn as the model's JSON."""
    return json.dumps(
        {
            "worth_saying": True,
            "priority": "high",
            "headline": f"Answer turn {turn_id.translate(_LETTERS)}",
            "questions": ["What would help you decide?"],
            "recommended_direction": "Find out what is behind it.",
            "signals_detected": ["peer_signal"],
            "confidence": 0.8,
            "evidence": [{"turn_id": turn_id, "quote": text}],
        }
    )


def _schema(body: dict[str, Any]) -> Any:
    """The schema of the answer that a request asks for, in any vendor's words."""
    match body:
        case {"response_format": {"json_schema": {"schema": schema}}}:
            return schema
        case {"output_config": {"format": {"schema": schema}}}:
            return schema
        case {"tools": [{"function": {"parameters": schema}}]}:
            return schema
        case {"tools": [{"input_schema": schema}]}:
            return schema
    return None


def _turns(body: dict[str, Any]) -> dict[str, str]:
    return dict(_LINE.findall(str(body["messages"][-1]["content"])))
