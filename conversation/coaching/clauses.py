"""Clauses: how much of a turn to quote."""

import re

_BREAK = re.compile(r"(?<![,.;:?!…])[,.;:?!…]++(?=\s|$)|[—–]|\s-\s")
_MAX_WORDS = 14


def clause_around(text: str, start: int, end: int) -> str:
    """The clause that holds `text[start:end]`, verbatim, a few words on either side at most."""
    begin, stop = 0, len(text)
    for match in _BREAK.finditer(text):
        if match.end() <= start:
            begin = match.end()
        elif match.end() >= end:
            stop = match.start() if match.start() >= end else match.end()
            break
    room = max(_MAX_WORDS - len(text[start:end].split()), 0)
    before = list(re.finditer(r"\S+", text[begin:start]))
    after = list(re.finditer(r"\S+", text[end:stop]))
    left = min(len(before), max(room // 2, room - len(after)))
    right = min(len(after), room - left)
    if left < len(before):
        begin = begin + before[len(before) - left].start() if left else start
    if right < len(after):
        stop = end + (after[right - 1].end() if right else 0)
    return text[begin:stop].strip()


def shown_quote(text: str, quote: str) -> str:
    """A quote as people read it: with an ellipsis where its clause of `text` goes on.

    `server/console/js/quotes.js` does the same.
    """
    begin = text.lower().find(quote.lower())
    if begin < 0:
        return quote
    before, after = text[:begin].rstrip(), text[begin + len(quote) :].lstrip()
    goes_on = after[:1].isalnum() and quote[-1:].isalnum()
    return f"{'… ' if before[-1:].isalnum() else ''}{quote}{' …' if goes_on else ''}"


def longest_clause(text: str) -> str:
    """The clause of `text` with the most characters, verbatim; empty when there is no word."""
    longest = max(_BREAK.split(text), key=len, default="").strip()
    return clause_around(longest, 0, len(longest.split(maxsplit=1)[0])) if longest else ""
