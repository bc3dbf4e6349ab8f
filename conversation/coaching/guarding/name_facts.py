"""Name facts: words that are written as names are, whoever or whatever they name.

Ask what Ringwell includes      Ringwell: a capital letter where no sentence begins
iCloud, S24, HubSpot            letters mixed with capitals or digits, anywhere
https://acme.example/now        acme.example/now: an address, written or spoken (acme dot com)
ASK ABOUT THE PRICE             none: capitals all over say nothing
Ask What They Can Spend         none: nor does a title's style
"""

import re
from collections.abc import Iterator, Sequence

from conversation.coaching.guarding.day_facts import is_day
from conversation.coaching.wording import WORD, folded

_TOKEN = re.compile(rf"{WORD}+(?:['’&.]{WORD}+)*")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?"
)
_SPOKEN = re.compile(
    r"\b([\w-]+) (?:dot (com|net|org|io|co|uk|eu|fr|es|info|biz|shop|app|dev)"
    r"|(?:point|punto) (com|net|org|io|fr))\b",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?")
_STARTS = re.compile(r"(?:[.?!:;…—–\"“”«»(\[¿¡\n]|\s-)\s*$")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_TITLES = _words("""
    mr mrs ms miss dr prof sir madam m mme mlle monsieur madame sr sra srta
""")
_ACRONYMS = _words("""
    it hr pr ceo cfo cto coo cio vp ai ok id pin sim usb vpn url pdf csv sms faq crm erp
    api sso sla nda dpa poc kpi roi gdpr vat iban sepa qr tv pc b2b b2c saas wifi q1 q2
    q3 q4 usd eur rgpd tva rib dsi drh pdg sav rh iva dni nif lopd ia ti rrhh
""")
_LANGUAGES = _words("""
    english french spanish german italian portuguese dutch european american british
    internet i
""")
_POSSESSIVE = re.compile(r"['’]s$")
_ELIDED = re.compile(r"^(?:[dlcjmnst]|qu)['’]", re.IGNORECASE)
_MOST_OF = 0.7
_LONG = 4  # letters: shorter words stay small in a title too
_NO_CAPITALS_BEFORE = 3


def names(text: str) -> Iterator[str]:
    """The names in a text, as they are written, without a possessive ending, and its addresses."""
    yield from _addresses(text)
    tokens = list(_TOKEN.finditer(text))
    styled = text.isupper() or _is_styled([token[0] for token in tokens])
    titled, gap_from = False, 0
    for token in tokens:
        gap, gap_from = text[gap_from : token.start()], token.end()
        word = _POSSESSIVE.sub("", _ELIDED.sub("", token[0]))
        plain = folded(word)
        is_first = token is tokens[0] and not gap.strip()
        begins = not titled and (is_first or bool(_STARTS.search(gap)))
        titled = plain in _TITLES
        if len(word) == 1 or titled or plain in _ACRONYMS | _LANGUAGES or is_day(plain):
            continue
        if _is_mixed(word) or (word[0].isupper() and not begins and not styled):
            yield word


def _addresses(text: str) -> Iterator[str]:
    """The addresses of pages and of mail, without what each has."""
    yield from (_SCHEME.sub("", found[0]).rstrip(".,;:!?)]") for found in _ADDRESS.finditer(text))
    yield from (f"{found[1]}.{found[2] or found[3]}" for found in _SPOKEN.finditer(text))


def parts(word: str) -> list[str]:
    """The words that a name may be heard as, without case: `wi-fi` and `HubSpot` are two."""
    return [folded(part) for part in re.findall(r"[A-ZÀ-Þ]?[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+|\d+", word)]


def _is_mixed(word: str) -> bool:
    if any(char.isdecimal() for char in word):
        return not re.fullmatch(r"\d+(?:[.,]\d+)*\D{0,2}", word)
    return any(char.isupper() for char in word[1:]) and not word.isupper()


def _is_styled(words: Sequence[str]) -> bool:
    """Whether capitals are the style of the text, as in a title."""
    later = [word for word in words[1:] if len(word) >= _LONG]
    capitals = sum(word[0].isupper() for word in later)
    return len(later) >= _NO_CAPITALS_BEFORE and capitals >= _MOST_OF * len(later)
