"""Silence: turns that carry no content of their own, on which the coach says nothing."""

import re
from collections.abc import Sequence

from conversation.coaching.cues import Cues
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

_GREETINGS = Cues(
    [
        "(hello|hi|hey|good (morning|afternoon|evening))",
        "(bonjour|bonsoir|allô|salut)",
        "(hola|buenos días|buenas tardes|buenas noches|buenas|dígame|diga)",
    ]
)
_BACKCHANNELS = ["(mm|mmm|mhm|mmhm|huh|uhhuh|aha|oh)"]
_ACKNOWLEDGEMENTS = Cues(
    [
        *_BACKCHANNELS,
        "(ok|okay|kay|alright|all right|right|yeah|yes|yep|yup|ya|sure|of course)",
        "(i see|i understand|got it|gotcha|understood|fair enough|makes sense)",
        "(oui|ouais|mouais|d'accord|entendu|bien sûr|voilà|tout à fait)",
        "(je vois|je comprends|c'est noté|compris|ça marche|bon|ben|bah)",
        "(sí|vale|bueno|claro|de acuerdo|ya|ajá|entiendo|entendido|comprendo|ya veo|por supuesto)",
    ]
)
_ONLY_BACKCHANNELS = Cues(_BACKCHANNELS)
_ASKS = re.compile(
    r" (?:what|how|when|where|why|who|which|whose|do|does|did|is|are|was|were|can|could|would|will"
    r"|shall|should|have|has|had|may|tell|any|correct|quel\w*|comment|pourquoi|combien|quand|ou|qui"
    r"|que|quoi|est|etes|avez|pouvez|voulez|souhaitez|seriez|pourriez|voudriez|vous|dites|hein"
    r"|como|cuando|donde|cual|cuanto|quien|puede|podria|quiere|desea|prefiere|tiene|es|esta|hay|le"
    r"|usted|verdad) "
)


def reason_to_stay_silent(turn: Turn, earlier: Sequence[Turn]) -> str | None:
    """The reason why `turn` needs no advice; None where it needs some.

    Whatever may carry content deserves advice: a short answer to the agent's question, a question,
    the same words said again after the agent replied.

    Args:
        turn: A finished turn of the customer.
        earlier: The turns before it, oldest first.

    Returns:
        `empty`: no words; `backchannel`: a hesitation alone; `greeting`: the call's first hello;
        `acknowledgement`: "okay", "right", "d'accord" that answers no question; `repetition`: the
        customer's words of a moment ago, with nobody in between.
    """
    wording = Wording(turn.text)
    if not wording.words:
        return "backchannel" if wording.hesitates else "empty"
    if _GREETINGS.cover(wording) and not _customer_said_more(earlier):
        return "greeting"
    if _same_as_before(turn, wording, earlier):
        return "repetition"
    if "?" in wording.tokens or not _ACKNOWLEDGEMENTS.cover(wording) or _was_asked(earlier):
        return None
    return "backchannel" if _ONLY_BACKCHANNELS.cover(wording) else "acknowledgement"


def may_ask(wording: Wording) -> bool:
    """Whether a turn is a question; without punctuation, whether it may be one."""
    if "?" in wording.tokens:
        return True
    return "." not in wording.tokens and bool(_ASKS.search(wording.line))


def _customer_said_more(earlier: Sequence[Turn]) -> bool:
    return any(
        not _GREETINGS.cover(Wording(turn.text))
        for turn in earlier
        if turn.speaker is Speaker.CUSTOMER
    )


def _same_as_before(turn: Turn, wording: Wording, earlier: Sequence[Turn]) -> bool:
    if not earlier or earlier[-1].speaker is not turn.speaker:
        return False
    return Wording(earlier[-1].text).words == wording.words


def _was_asked(earlier: Sequence[Turn]) -> bool:
    """Whether the agent's latest turn is a question; without punctuation, whether it may be one."""
    for turn in reversed(earlier):
        if turn.speaker is Speaker.AGENT:
            return may_ask(Wording(turn.text))
    return False
