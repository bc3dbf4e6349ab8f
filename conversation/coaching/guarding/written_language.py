"""Written language: whether a text is in the language that was asked for, by its small words.

Other languages than these are known by their script. What can't be told passes: a short headline
may be in any.
"""

import re
import unicodedata
from collections import Counter

from conversation.coaching.wording import Wording
from conversation.languages import base_of

_SMALL_WORDS = {
    "en": """the and you your they their them what which how when where who is are was be been to of
        for with from that this would could should will can have has do does not don't it he she his
        her by at as if or but about into before after ask say tell offer give go book confirm stay
        show check send find without only first then more than one now no on per plus come""",
    "fr": """le la les des du au aux un une et est sont vous votre vos il elle ils elles son sa ses
        leur leurs ce cette ces que qui quoi quel quelle quels quelles pour avec sans dans sur par
        pas ne plus puis avant après ou mais si comme demandez proposez dites lui faites restez vers
        chez tout tous être avoir qu c d l n s j de en non on nous se""",
    "es": """el la los las del al un una y es son usted su sus le les lo que quien cual cuales para
        con sin en por no más antes después pero si como pregunte ofrezca diga haga ella ellos este
        esta estos estas ese esa cuando donde ha hay muy ya solo todo todos ser estar pida explique
        confirme mantenga de o u van da se nos dos""",
    "de": """der die das und sie ihr ihre ihren den dem ist sind nicht mit für auf ob er zu haben
        schon wie fragen durch ein eine wenn kunden""",
    "it": """il lo gli della delle dei che per con non sono suo sua chieda come più una uno anche
        cosa perché quando nel alla quali quale chi cui sulla dal loro""",
    "pt": """o os as do da dos das de que para com não você seu sua por uma um mais como quando
        pergunte ele ela são""",
    "nl": """de het een en van u uw zij niet met voor op is zijn vraag wat hoe wanneer naar bij
        of""",
}
_WORDS = {tag: set(Wording(words).words) for tag, words in _SMALL_WORDS.items()}
_TIMES = Counter(word for words in _WORDS.values() for word in words)
_OWN = {tag: {word for word in words if _TIMES[word] == 1} for tag, words in _WORDS.items()}
_FEWEST = 2
_SENTENCE = 5  # words, of which one at least is a small one
_FEWEST_ELSEWHERE = 4  # where the language's own words are not known
_SCRIPTS = {
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk"), "CYRILLIC"),
    **{
        "el": "GREEK",
        "he": "HEBREW",
        "ar": "ARABIC",
        "fa": "ARABIC",
        "ur": "ARABIC",
        "hi": "DEVANAGARI",
        "th": "THAI",
    },
    **{"ko": "HANGUL", "zh": "CJK", "ja": ""},
}
_LETTER = re.compile(r"[^\W\d_]")


def is_written_in(text: str, tag: str) -> bool:
    """Whether `text` may be in the language of a BCP-47 tag; False where it clearly is not."""
    base = base_of(tag)
    if not _fits_script(text, base):
        return False
    words = [folded for folded in Wording(text, sentences=False).words if not folded.isdecimal()]
    theirs = sum(word in _OWN.get(base, ()) for word in words)
    fewest = _FEWEST if base in _OWN else _FEWEST_ELSEWHERE
    if base in _OWN and not theirs and len(words) >= _SENTENCE:
        fewest = 1
        words = [word for word in words if len(word) > 1]  # "plan C" is not the French "c'est"
    most = max(sum(word in own for word in words) for own in _OWN.values())
    return most < fewest or most <= 2 * theirs


def _fits_script(text: str, base: str) -> bool:
    letters = _LETTER.findall(text)
    if not letters or _SCRIPTS.get(base) == "":
        return True
    script = _SCRIPTS.get(base, "LATIN")
    theirs = sum(unicodedata.name(letter, "").startswith(script) for letter in letters)
    # Names and products stay in the letters of their makers.
    return 2 * theirs >= len(letters) or (script != "LATIN" and theirs > 0)
