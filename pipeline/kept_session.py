"""Kept text session: its memory as data, from which another process goes on.

What its words hid is not among it: a card number that is said again there has a new number.
"""

from collections.abc import Mapping
from typing import Any

from conversation.events.payloads import MemoryUpdated
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.privacy.kinds import PiiKind
from conversation.privacy.redaction import Redactor
from conversation.speech.turns import Turn
from pipeline.text_session import TextSession

_ANY = "en"


def kept(session: TextSession) -> dict[str, Any]:
    """The data of a session, which JSON can hold."""
    language = session.known_language
    if session.coaching:
        language = session.coaching.language
    memory = session.memory
    return {
        "name": session.name,
        "turns": [turn.as_dict() for turn in session.conversation.turns],
        "suggestions": session.suggestions,
        "said": dict(session.said),
        "language": language,
        "hidden": {kind.value: count for kind, count in session.redactor.counts.items()},
        "spending": session.spending.as_data(),
        "memory": memory and MemoryUpdated.of(memory.snapshot()).as_data(),
    }


def recalled(redactor: Redactor, data: Mapping[str, Any]) -> TextSession:
    """The session that `kept` has told, with a redactor of its own.

    Raises:
        KeyError, TypeError, ValueError: The data is of another version.
    """
    redactor.go_on_after({PiiKind(kind): count for kind, count in data["hidden"].items()})
    conversation = Conversation()
    for turn in data["turns"]:
        conversation.add(Turn.from_dict(turn))
    session = TextSession(redactor, conversation, data["suggestions"], name=data["name"])
    session.said, session.known_language = data["said"], data["language"]
    session.spending.recall(data["spending"])
    if data["memory"]:
        language = data["language"] or _ANY  # each message says in which it is read
        session.memory = CallMemory.recalled(language, data["memory"], conversation.turns)
    return session
