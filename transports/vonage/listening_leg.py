"""Vonage leg that listens: it is in a conversation as one more, and hears one person of a call.

What it is asked for stands in the address at which Vonage tells of it, so that any process can ask
for another in its place, where its socket drops and the call goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from conversation.speech.speakers import Speaker
from transports.streams.start import usable_id
from transports.vonage.ncco import conversation_name

LISTENER = "listener"
"""The `leg` of its address."""
CONVERSATION = "conversation"
"""The parameter of a call whose people are in a conversation that another application has named."""
_STEADY_S = 30
_MOST = 5
"""So many times in a row one is asked for that drops before it is steady."""


@dataclass(frozen=True, slots=True)
class ListeningLeg:
    """One of the two that hear a call.

    Attributes:
        call_id: The call.
        party: Whom it hears.
        hears: The leg of that person.
        conversation: The name of the conversation that they are in.
        asked_at: When it was asked for, Unix time.
        again: How many before it dropped, none of them steady.
    """

    call_id: str
    party: Speaker
    hears: str
    conversation: str
    asked_at: int
    again: int = 0

    def query(self) -> dict[str, str]:
        """What the address of its events says of it."""
        said = {
            "leg": LISTENER,
            "call_id": self.call_id,
            "party": self.party.value,
            "hears": self.hears,
            "asked_at": str(self.asked_at),
            "again": str(self.again),
        }
        is_ours = self.conversation == conversation_name(self.call_id)
        return said if is_ours else said | {CONVERSATION: self.conversation}

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self | None:
        """The leg of an address; None where it says of none."""
        call_id, hears = usable_id(query.get("call_id")), usable_id(query.get("hears"))
        party, asked_at, again = (query.get(name, "") for name in ("party", "asked_at", "again"))
        is_whole = party in tuple(Speaker) and asked_at.isdecimal() and again.isdecimal()
        if call_id is None or hears is None or not is_whole:
            return None
        name = query.get(CONVERSATION) or conversation_name(call_id)
        return cls(call_id, Speaker(party), hears, name, int(asked_at), int(again))

    def next(self, now: int) -> Self | None:
        """The leg that takes its place; None where one after the other has dropped at once."""
        again = 0 if now - self.asked_at >= _STEADY_S else self.again + 1
        return replace(self, asked_at=now, again=again) if again < _MOST else None
