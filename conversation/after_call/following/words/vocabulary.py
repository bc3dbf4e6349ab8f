"""Vocabulary of following: the words by which an agent does what cards advise, as cues."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FollowingVocabulary:
    """The words of one language, as cues (`conversation.coaching.cues`), but for `empty`.

    Attributes:
        owns: An apology, or that the other's feeling is seen: "I'd be furious too".
        thanks: Thanks for something, and no mere "thanks".
        recaps: What was done or agreed, said again: "just to recap".
        offers: What the agent can do for them, or proposes: "I can", "how about".
        promises: What the agent will do: "I'll get".
        gives_back: The call is ended for their sake: "I see it's a bad moment".
        brings_in: Somebody else comes in: "a colleague".
        argues: The other's word is denied, or one's own side defended: "that's not true".
        refuses: Something is not possible: "I'm afraid we can't".
        leaves: The agent goes: "I have to hang up".
        hands_out: What is forbidden is told or asked for: "tell me your".
        asks: Words that ask, wherever they stand: "who", "how many", "is there".
        empty: Words without a content of their own, in plain form.
    """

    owns: list[str]
    thanks: list[str]
    recaps: list[str]
    offers: list[str]
    promises: list[str]
    gives_back: list[str]
    brings_in: list[str]
    argues: list[str]
    refuses: list[str]
    leaves: list[str]
    hands_out: list[str]
    asks: list[str]
    empty: str
