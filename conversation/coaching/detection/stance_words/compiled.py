"""Stance words of a language, compiled once."""

from functools import cache

from conversation.coaching.cues import Cues
from conversation.coaching.detection.stance_words.en import ENGLISH
from conversation.coaching.detection.stance_words.es import SPANISH
from conversation.coaching.detection.stance_words.fr import FRENCH
from conversation.coaching.detection.stance_words.vocabulary import END, StanceVocabulary
from conversation.languages import base_of

_VOCABULARIES = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH}


class StanceWords:
    """A language's words of stance, compiled; `stance_words` keeps what is compiled."""

    def __init__(self, vocabulary: StanceVocabulary) -> None:
        """Compile a vocabulary."""
        for name in StanceVocabulary.__slots__:
            setattr(self, name, Cues(getattr(vocabulary, name)))

    def denied_by(self, following: str) -> bool:
        """Whether what follows in its sentence denies what stands before it."""
        return self.behind.found_in(f" {' '.join([*following.split(), END][:2])} ")

    negators: Cues
    no_negation: Cues
    opinions: Cues
    subjects: Cues
    restarts: Cues
    links: Cues
    deniers: Cues
    behind: Cues
    reporting: Cues
    hearsay: Cues
    others: Cues
    disowned: Cues
    shared: Cues
    joking: Cues
    over: Cues
    supposed: Cues
    again: Cues
    ironic: Cues
    idioms: Cues
    quoting: Cues
    breaks: Cues


@cache
def stance_words(language: str) -> StanceWords | None:
    """The words of stance in a BCP-47 `language`; None where they are not known."""
    vocabulary = _VOCABULARIES.get(base_of(language))
    return StanceWords(vocabulary) if vocabulary else None
