"""Sample call: a bundled two-party sales call, its transcript, and what its company knows."""

from pathlib import Path

from transports.recording.recording import Recording, Script, load, script_of

NAME = "sample_call"
PATH = Path(__file__).with_name(f"{NAME}.wav")
KNOWLEDGE = Path(__file__).with_name("knowledge")
"""The folder of the documents of the company that the agent speaks for."""
PEOPLE = {"customer_name": "Daniel", "agent_name": "Maya"}
"""The names of the two parties, as parameters of the stream."""


def recording() -> Recording:
    """The sample call."""
    return load(PATH)


def scripts() -> dict[str, Script]:
    """The transcripts that the recorded recogniser knows, by the name that `play` passes on."""
    script = script_of(PATH)
    return {NAME: script} if script else {}
