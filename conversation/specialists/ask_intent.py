"""Ask intent: what the agent's question is about, by rules in English, French and Spanish.

"What did he say about the price?"     the transcript: what was said, in the words of the call
"How near is he to a yes?"             a specialist, by the wordings of its file
"How do I answer that?"                advice: the coach
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conversation.coaching.cues import Cues
from conversation.coaching.wording import Wording
from conversation.languages import base_of

_TOLD = (
    r"(?:say|said|tell|told|mention|mentioned|promise|promised|agree|agreed|ask|asked|call|want|wanted"
    r"|give|gave|raise|raised)"
)
_DIT = (
    r"(?:dit|dire|parle|mentionne|promis|demande|convenu|annonce|propose|repondu|precise|donne|voulu"
    r"|souleve)"
)
_DIJO = (
    r"(?:dijo|dijeron|dije|dijimos|dicho|menciono|mencionaron|mencionado|prometio|prometi|prometimos"
    r"|prometido|pidio|pidieron|pedido|pregunto|preguntaron|preguntado|acordado|acordamos|comento"
    r"|comentado|queria)"
)
_THEIRS = r"(?:prices?|names?|budget|dates?|numbers?|offer|company)"
_TRANSCRIPT = re.compile(
    rf" (?:"
    rf"(?:did|have|has|had) (?:the )?\w+ (?:already |ever )?{_TOLD}"
    rf"|(?:was|were|been) {_TOLD}"
    rf"|(?:was|were) (?:the|their|his|her) (?:\w+ )?{_THEIRS}"
    rf"|remind me|recap|summary|summari[sz]e|sum up|so far"
    rf"|(?:a|ont|ai|as|avez|avons) (?:t )?(?:il|elle|ils|elles|on|je|tu|vous|nous) (?:deja )?{_DIT}"
    rf"|(?:il|elle|on|client|cliente|conseiller) (?:m |nous |lui |leur |l )?a (?:t il |t elle )?"
    rf"(?:deja )?{_DIT}"
    rf"|(?:ils|elles) ont (?:deja )?{_DIT}|j (?:lui |leur )?ai (?:deja )?{_DIT}|lui ai je {_DIT}"
    rf"|ai je (?:deja )?{_DIT}|rappelle[sz]? moi|resume|resumes|resumez|recapitule[sz]?|jusqu ici"
    rf"|(?:que|cuanto|cuando|cual|quien|donde|precio) (?:me |nos |le |les |ya )*"
    rf"(?:ha |han |he |hemos )?{_DIJO}"
    rf"|(?:ha|han|he|hemos|ya|cliente|clienta|agente) {_DIJO}"
    rf"|recuerdame|recuerdeme|resumen|resuma|resumeme|resumame|hasta ahora"
    rf") "
)
_SMALL = {
    "en": """what which when how who where why is are was were did do does should can could would
        will have has the a an to of for about on they he she him her them this that these it my me
        i we said say tell now next""",
    "fr": """quel quelle quels quelles quoi quand comment qui où pourquoi est sont était ai as a
        avez ont dois doit peut puis je tu il elle ils elles nous vous on le la les un une des du de
        au aux sur pour ce cette ces ça que qu dit dire maintenant l d m j c s""",
    "es": """cuál cuáles cuándo cómo quién dónde qué es son era fue ha han he debo debe puedo puede
        yo él ella ellos usted nosotros el los las un una unos de del al a sobre para este esta eso
        esto lo le les que dijo digo decir ahora me mi""",
}
_WORDS = {tag: frozenset(Wording(words).words) for tag, words in _SMALL.items()}
_CLEAR = 2


@dataclass(frozen=True, slots=True)
class Intent:
    """The matter of a question.

    Attributes:
        language: BCP-47 tag of the language that it is asked in; None where that can't be told.
        is_about_the_call: Whether it asks for what was said.
        specialist: Whose matter it is, if a specialist's.
    """

    language: str | None = None
    is_about_the_call: bool = False
    specialist: str | None = None


def language_of(question: str) -> str | None:
    """The language of a question, of those that rules are known of; None where none is clear."""
    if "¿" in question or "¡" in question:
        return "es"
    words = Wording(question).words
    counts = {tag: sum(word in known for word in words) for tag, known in _WORDS.items()}
    best, second = sorted(counts.values(), reverse=True)[:2]
    if best < _CLEAR or best == second:
        return None
    return max(counts, key=lambda tag: counts[tag])


class AskRules:
    """The rules of what a question is about."""

    def __init__(self, asked: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Create the rules.

        Args:
            asked: The wordings of the questions that are each specialist's, by its name and by
                their language.
        """
        self._asked = {
            name: Cues([cue for cues in by_language.values() for cue in cues])
            for name, by_language in asked.items()
            if any(by_language.values())
        }

    def intent(self, question: str, language: str) -> Intent:
        """What a question is about.

        Args:
            question: The agent's words.
            language: BCP-47 tag of the call; a question in it has no language of its own.
        """
        wording = Wording(question)
        found = language_of(question)
        own = None if found is None or found == base_of(language) else found
        if _TRANSCRIPT.search(wording.line):
            return Intent(own, is_about_the_call=True)
        matters = (name for name, cues in self._asked.items() if wording in cues)
        return Intent(own, specialist=next(matters, None))
