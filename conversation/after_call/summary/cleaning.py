"""Clean words of a turn: hesitations, stutters and empty phrases gone, and nothing put in."""

import re

_HESITATION = re.compile(
    r"(?<![\w'’-])(?:u+m+|u+h+|uhm|erm|er|hm+|mm+|ehm|eh|euh+|heu)(?![\w'’-])[\s,.…-]*",
    re.IGNORECASE,
)
# Words that nobody says twice for a reason, as "very very" or a digit are.
_STUTTER = re.compile(
    r"(?<![\w'’-])(i|i'm|i'll|i've|the|a|an|to|and|it|it's|that's|we|we're|we've|we'll"
    r"|you're|they're|there's|he|she|my|our|is|of|in|je|j'ai|c'est|le|la|les|de"
    r"|et|un|une|il|elle|est|el|los|las|y|que|yo|lo|con)((?:[\s,…-]+\1)+)(?![\w'’-])",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:(?<=^)|(?<=[,.] ))(?:you know|i mean|tu vois|vous voyez|o sea|sabe usted|sabes)\s*,\s*",
    re.IGNORECASE,
)

_END = re.compile(r"[.!?…](?=\s|$)")
_GOES_ON = re.compile(r"\s+\w")
_MOST_WORDS = 30


def cleaned(text: str) -> str:
    """What somebody said, as one writes it down: its own words without hesitations."""
    words = " ".join(text.split())
    words = _HESITATION.sub("", words)
    words = _STUTTER.sub(r"\1", words)
    words = _EMPTY.sub("", words).strip(" ,;…-")
    return words[:1].upper() + words[1:]


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of `text` that holds `text[start:end]`."""
    begin = max((found.end() for found in _END.finditer(text, 0, start)), default=0)
    after = _END.search(text, end)
    return text[begin : after.end() if after else len(text)].strip()


def whole_sentence(text: str, clause: str) -> str:
    """The sentence of `text` that a clause stands in, as one writes it down.

    Where nobody has set a full stop, and the sentence is too long to quote, the clause alone.
    """
    at = text.find(clause)
    sentence = sentence_around(text, at, at + len(clause)) if at >= 0 else clause
    return cleaned(sentence if len(sentence.split()) <= _MOST_WORDS else clause)


def uncut(text: str, clause: str) -> str:
    """A clause of `text` as one writes it down; its sentence, where it was cut before its end.

    Where that is too long to quote, the clause with an ellipsis.
    """
    behind = text[text.find(clause) + len(clause) :] if clause in text else ""
    if not _GOES_ON.match(behind):
        return cleaned(clause)
    whole = whole_sentence(text, clause)
    return whole if whole != cleaned(clause) else f"{whole} …"
