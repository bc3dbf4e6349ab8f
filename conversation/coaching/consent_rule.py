"""Consent rule of a playbook: how the agent asks for consent, and how the customer answers.

agent       Someone listens along to help me. Is that all right?     `asked`
customer    Yes, that's fine.                                        `given`
customer    No, I'd rather not.                                      `refused`
customer    Please turn that off now.                                `withdrawn`, at any time
"""

from typing import Annotated

from pydantic import Field, PrivateAttr

from conversation.coaching.clauses import clause_around
from conversation.coaching.cues import Cues
from conversation.coaching.rules import Cue, Part
from conversation.coaching.wording import Wording

_SomeCues = Annotated[list[Cue], Field(min_length=1)]
_AnyCues = Annotated[list[Cue], Field(default_factory=list)]
_RESERVATIONS = Cues(
    [
        "(not|don't|doesn't|didn't|isn't|aren't|wasn't|can't|won't|wouldn't|shouldn't|never|nobody)",
        "(no|if|unless|until|but|only|except|says|said|thinks|would|might|maybe|perhaps)",
        "(non|pas|jamais|sauf|mais|seulement|condition|dit|pense|peut-être)",
        "(nunca|nadie|pero|solo|salvo|siempre que|condición|dice|piensa|quizás|tal vez)",
    ]
)
"""What takes a yes back, or sets it a condition; "sí" and "si" are one word here, and neither."""


class ConsentRule(Part):
    """A verbal rule: the words by which a customer agrees to be listened to, or does not.

    Attributes:
        asked: What the agent says who tells of the listening, and asks.
        given: What the customer answers who agrees.
        refused: What the customer answers who does not; it goes before `given`.
        withdrawn: What a customer says, at any time, who agrees no more.
    """

    asked: _SomeCues
    given: _SomeCues
    refused: _AnyCues
    withdrawn: _AnyCues
    _asked: Cues = PrivateAttr()
    _given: Cues = PrivateAttr()
    _refused: Cues | None = PrivateAttr()
    _withdrawn: Cues | None = PrivateAttr()

    def model_post_init(self, _: object, /) -> None:
        """Read the cues, once."""
        self._asked, self._given = Cues(self.asked), Cues(self.given)
        self._refused = Cues(self.refused) if self.refused else None
        self._withdrawn = Cues(self.withdrawn) if self.withdrawn else None

    def asks(self, text: str) -> str | None:
        """The clause of an agent's words that asks; None where they do not."""
        wording = Wording(text)
        span = next(self._asked.spans(wording), None)
        return clause_around(text, *wording.span(*span)) if span else None

    def refuses(self, text: str) -> bool:
        """Whether a customer's answer does not agree."""
        return self._refused is not None and Wording(text) in self._refused

    def withdraws(self, text: str) -> bool:
        """Whether a customer's words take the consent back."""
        return self._withdrawn is not None and Wording(text) in self._withdrawn

    def agrees(self, text: str) -> str | None:
        """The clause of a customer's answer that agrees; None where it does not, or not plainly.

        A yes in a question, or beside a word that denies it or sets a condition, is none: who is
        asked again loses a moment, and who never agreed is not listened to.
        """
        wording = Wording(text)
        given = list(self._given.spans(wording))
        reserved = (
            not any(yes[0] <= start and end <= yes[1] for yes in given)
            for start, end in _RESERVATIONS.spans(wording)
        )
        if not given or "?" in wording.tokens or any(reserved):
            return None
        return clause_around(text, *wording.span(*given[0]))
