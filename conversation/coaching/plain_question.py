"""Plain question: whether a customer asks for a fact, with a question mark or in spoken style.

asks        "What does it cost with SSO?", "so do you support SAML", "je voulais savoir combien
            de sièges il faut", "tienen ustedes una prueba gratis"
does not    "That is too expensive.", "I don't know what to do", "why would I pay that much"
"""

import re

from conversation.coaching.wording import Wording

_LEAD = (
    r"(?:(?:and|so|but|then|now|also|okay|ok|well|yeah|yes|no|hi|hello|hey|just|or|because"
    r"|please|sorry"
    r"|alright|right|actually|great|good|thanks|thank you|et|alors|donc|mais|du coup|bon|oui|non"
    r"|bonjour"
    r"|sinon|en fait|dites moi|excusez moi|d accord|ou|y|entonces|pero|bueno|si|hola|oiga|mire"
    r"|perdone"
    r"|vale|gracias|o|merci) )*"
)
_EN = (
    r"(?:what|how|when|where|which|who|whose) "
    r"|(?:do|does|did|is|are|was|were|can|could|will|would|have|has) "
    r"(?:you|it|the|that|this|there|we|i|they|he|she|your|my|our|any|all|a|an|these|those|every"
    r"|some)\b"
    r"|(?:i d like|i want|i wanted|i need|i would like) to (?:know|ask|understand)"
    r"|i (?:was|am|m) wondering|i wonder|(?:can|could|would) you tell (?:me|us)|tell (?:me"
    r"|us) (?:what|how"
    r"|when|where|which|whether|if)|(?:do you know|any idea) (?:what|how|when|whether|if)"
)
_FR = (
    r"(?:combien|quel|quelle|quels|quelles|comment|quand|qui|lequel|laquelle|qu est ce qu\w*"
    r"|est ce qu\w*"
    r"|c est quoi|c est combien|il y a|y a t il|ou est|avez vous|est il|sont ils|peut on|puis je"
    r"|pouvez vous|proposez vous|faut il|existe t il|a t on|avez|vous avez|vous proposez"
    r"|vous faites) "
    r"|(?:je voulais|je voudrais|j aimerais|je veux) (?:savoir|demander|connaitre)|je me demand\w+"
    r"|(?:pouvez vous|vous pouvez|pourriez vous) me dire|dites moi (?:combien|comment|quand|si"
    r"|quel)"
    r"|ca coute combien|ca marche comment"
)
_ES = (
    r"(?:que|cual|cuales|cuanto|cuanta|cuantos|cuantas|como|cuando|donde|quien|hay|tienen|tiene"
    r"|puedo"
    r"|podemos|puede|pueden|se puede|incluye|incluyen|ofrecen|existe|hace falta|es posible"
    r"|a partir de que"
    r"|desde cuando|con que|en que|de que|para que) "
    r"|(?:queria|quisiera|quiero|me gustaria) (?:saber|preguntar)|me pregunt\w+|(?:me puede"
    r"|podria|puede)"
    r" decir(?:me)?|digame (?:cuanto|como|cuando|si|que|cual)"
)
_ASKING = re.compile(rf" {_LEAD}(?:{_EN}|{_FR}|{_ES})")
_TAIL = re.compile(
    r" (?:combien|comment|quand|cuanto|cuando|how much|how many|c est combien) ?[.?]? $"
)
_REPROACH = re.compile(
    r" (?:why|pourquoi|por que|how come|how dare|what the|what s wrong|what a|who do you think"
    r"|how can you"
    r"|how could you|how am i supposed|what am i supposed|are you (?:kidding|serious)) "
)
_LEADING = re.compile(rf"^ {_LEAD}")
_COURTESY = re.compile(
    r"(?: (?:please|thanks|thank you|s il vous plait|merci|por favor|gracias)){1,5} $"
)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_FEWEST, _MOST = 3, 40  # words


def asks_plainly(text: str) -> bool:
    """Whether some sentence of a turn asks for a fact."""
    return question_in(text) is not None


def question_in(text: str) -> str | None:
    """The last sentence of a turn that asks for a fact, as it was said; None where none does."""
    asked = [found[0].strip() for found in _SENTENCE.finditer(text) if _asks(found[0])]
    return asked[-1] if asked else None


def compared(question: str) -> str:
    """A question's words as it is told from others: folded, without "okay so" and "please"."""
    line = Wording(question, sentences=False).line
    return _LEADING.sub(" ", _COURTESY.sub(" ", line)).strip() or line.strip()


def _asks(sentence: str) -> bool:
    wording = Wording(sentence)
    if not _FEWEST <= len(wording.words) <= _MOST or _REPROACH.search(wording.line):
        return False
    if "?" in wording.tokens or _TAIL.search(wording.line):
        return True
    return any(match.start() in _begins(wording) for match in _ASKING.finditer(wording.line))


def _begins(wording: Wording) -> set[int]:
    """The places in a sentence's line where a clause begins."""
    return {0, *wording.pauses}
