"""Adjacency: what the agent did just before the customer's words.

    agent      "That would be ninety a seat."     told_price
    customer   "okay"                             (passed over: it answers nothing)
    agent      "Billed yearly. Is that in reach?" asked_closed
    customer   "hm that's a lot"                  → after told_price and asked_closed

Acts are read from the agent's turns since the customer last said something of content. Questions
count from the last sentence alone: it is the one that is answered.
"""

import re
from collections.abc import Sequence
from functools import cache
from types import ModuleType

from conversation.coaching.cues import Cues
from conversation.coaching.detection.act_words import en, es, fr
from conversation.coaching.detection.agent_act import Acts, AgentAct
from conversation.coaching.wording import Wording
from conversation.languages import base_of
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

_LOOKBACK_TURNS = 8
_ASKED = frozenset([AgentAct.ASKED_DATA, AgentAct.ASKED_OPEN, AgentAct.ASKED_CLOSED])
_LAST_WORDS = 16
"""How much of a turn without punctuation is taken for its last sentence."""
_LANGUAGES = {"en": en, "fr": fr, "es": es}
_SENTENCE = re.compile(r"[^.?]*[.?]?")


class AgentActs:
    """The agent acts of one language; of an unknown one, what its marks show."""

    def __init__(self, language: str) -> None:
        """Compile the words of a BCP-47 `language`; `agent_acts` keeps what is compiled."""
        words: ModuleType | None = _LANGUAGES.get(base_of(language))
        self._acts = {act: Cues(cues) for act, cues in words.ACTS.items()} if words else {}
        self._closed = re.compile(rf" ?{words.CLOSED} " if words else r"(?!)")
        self._asking = Cues([words.ASKING] if words else [])
        self._tags = Cues([words.TAGS] if words else [])
        self._backchannel = Cues([words.BACKCHANNEL] if words else [])

    def before(self, earlier: Sequence[Turn]) -> Acts:
        """The acts that the customer's next words answer.

        Args:
            earlier: The turns before the customer's, oldest first.
        """
        said: list[str] = []
        for turn in reversed(earlier[-_LOOKBACK_TURNS:]):
            wording = Wording(turn.text)
            if not wording.words or self._backchannel.cover(wording):
                continue
            if turn.speaker is Speaker.AGENT:
                said.append(turn.text)
            elif said:
                break
        return self.of(" ".join(reversed(said)))

    def of(self, text: str) -> Acts:
        """The acts of an agent's words."""
        wording = Wording(text)
        last = _asking_part(wording)
        found = {
            act
            for act, cues in self._acts.items()
            if (cues.found_in(last) if act in _ASKED else wording in cues)
        }
        if AgentAct.ASKED_DATA in found:
            return frozenset(found - {AgentAct.ASKED_OPEN})
        if AgentAct.ASKED_OPEN in found:
            return frozenset(found)
        if self._closed.match(last) or self._tags.found_in(last):
            found.add(AgentAct.ASKED_CLOSED)
        elif "?" in last:
            is_open = not self._acts or self._asking.found_in(last)
            found.add(AgentAct.ASKED_OPEN if is_open else AgentAct.ASKED_CLOSED)
        return frozenset(found)


@cache
def agent_acts(language: str) -> AgentActs:
    """The acts of `language`, compiled once."""
    return AgentActs(language)


def _asking_part(wording: Wording) -> str:
    """The last sentence, or the question before it; of a turn without marks, its last words."""
    sentences = [part for part in _SENTENCE.findall(wording.line) if part.strip(" .?")]
    if not sentences:
        return ""
    asks = next((part for part in sentences[:-3:-1] if part.endswith("?")), sentences[-1])
    words = asks.split()
    kept = words if words[-1] in (".", "?") else words[-_LAST_WORDS:]
    return f" {' '.join(kept)} "
