"""Turns for the tests, in a line each."""

from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


def customer(text: str, turn_id: str = "t1", confidence: float | None = None) -> Turn:
    """A turn of the customer."""
    return Turn(turn_id, Speaker.CUSTOMER, text, 0, 1000, confidence=confidence)


def agent(text: str, turn_id: str = "t0") -> Turn:
    """A turn of the agent."""
    return Turn(turn_id, Speaker.AGENT, text, 0, 1000)
