"""JSON scanner: the text of one object as a model writes it, checked and put right as it grows.

    need     what may come next                   after it
    -------  -----------------------------------  --------
    key      a string; `}`                        colon
    colon    `:`                                  value
    value    a string, a word, `{`, `[`           comma
    item     the same; `]`                        comma
    comma    `,`, the bracket that closes         key, item

What models get wrong and leaves no doubt is put right: a comma before a closing bracket, single or
curly quotes, a key without quotes, comments (`//`, `#`, `/* */`), line breaks in strings, Python's
`True`, `False` and `None`, `NaN`.
"""

import re

MAX_DEPTH = 32

_PLAIN = re.compile(r"[^\"'“”\\\x00-\x1f]+")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[-+.\w]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"True": "true", "False": "false", "None": "null", "NaN": "null"} | {
    word: word for word in ("true", "false", "null")
}
_KEY = re.compile(r"[A-Za-z_]\w*")
_CLOSING_QUOTES = {'"': '"', "'": "'"} | dict.fromkeys("“”„", "“”")
_OPENS = {"{": "key", "[": "item"}
_CLOSES = {"}": "{", "]": "["}


class ObjectScanner:
    """Takes one JSON object, from its `{` on, in pieces.

    Attributes:
        closed: Whether the object is whole.
        broken: Whether this is no JSON object, whatever follows.
        marks: How many keys and values have begun or ended: none does within a string.
    """

    def __init__(self) -> None:
        self.closed = False
        self.broken = False
        self.marks: int = 0
        self._parts: list[str] = []
        self._open: list[str] = []
        self._need = "value"
        self._quote = ""  # the marks of which one ends the string at hand
        self._escaped = False
        self._word = ""  # a number, a key, or the like, that may go on
        self._comment = ""  # how the comment at hand began; after `*` it may end
        self._comma = False  # held back: it may stand before a closing bracket

    @property
    def text(self) -> str:
        """The object so far as JSON; it ends in a string or after a whole value."""
        return "".join(self._parts)

    @property
    def half_value(self) -> bool:
        """Whether the last value is a string that may go on."""
        return bool(self._quote) and self._need != "key"

    def feed(self, text: str, at: int) -> int:
        """Take `text` from `at` on; returns where the object ends, or breaks, or the text ends."""
        while at < len(text) and not (self.closed or self.broken):
            if self._comment:
                self._in_comment(text[at])
                at += 1
            else:
                at = self._in_string(text, at) if self._quote else self._outside(text, at)
        return at

    def _in_comment(self, char: str) -> None:
        match self._comment, char:
            case "/", ("/" | "*"):
                self._comment += char
            case "/", _:
                self.broken = True
            case (("//" | "#"), ("\n" | "\r")) | ("/**", "/"):
                self._comment = ""
            case (("/*" | "/**"), _):
                self._comment = "/**" if char == "*" else "/*"
            case _:
                pass

    def _in_string(self, text: str, at: int) -> int:
        char = text[at]
        if self._escaped:
            self._escaped = False
            if char in '"\\/bfnrtu':
                self._parts.append("\\" + char)
            elif char >= " ":
                self._parts.append(char)
        elif plain := _PLAIN.match(text, at):
            self._parts.append(plain[0])
            return plain.end()
        elif char in self._quote:
            self._parts.append('"')
            self._quote = ""
            self.marks += 1
            self._need = "colon" if self._need == "key" else "comma"
        elif char == "\\":
            self._escaped = True
        elif char == '"':
            self._parts.append('\\"')
        else:
            self._parts.append(char if char >= " " else f"\\u{ord(char):04x}")
        return at + 1

    def _outside(self, text: str, at: int) -> int:
        if word := _WORD.match(text, at):
            self._word += word[0]
            is_key = self._need == "key" and _KEY.fullmatch(self._word)
            if not is_key and self._need not in ("value", "item"):
                self.broken = True
                return at
            return word.end()
        if self._word:
            self._end_word()
        if self.broken:
            return at
        if space := _SPACE.match(text, at):
            return space.end()
        self._take(text[at])
        return at + 1

    def _end_word(self) -> None:
        word, self._word = self._word, ""
        if self._need == "key":
            self._begin_value(f'"{word}"')
            self._need = "colon"
            return
        if not _NUMBER.fullmatch(word):
            word = _WORDS.get(word, "")
        self.broken = not word
        self._begin_value(word)
        self._need = "comma"

    def _take(self, char: str) -> None:
        need = self._need
        if char in _CLOSING_QUOTES and need in ("key", "value", "item"):
            self._begin_value('"')
            self._quote = _CLOSING_QUOTES[char]
        elif char in "/#":
            self._comment = char
        elif char in _OPENS and need in ("value", "item") and len(self._open) < MAX_DEPTH:
            self._begin_value(char)
            self._open.append(char)
            self._need = _OPENS[char]
        elif char in _CLOSES and self._open[-1] == _CLOSES[char] and need not in ("colon", "value"):
            self._comma = False
            self._parts.append(char)
            self._open.pop()
            self.marks += 1
            self._need = "comma"
            self.closed = not self._open
        elif char == ":" and need == "colon":
            self._parts.append(char)
            self._need = "value"
        elif char == "," and need == "comma":
            self._comma = True
            self._need = _OPENS[self._open[-1]]
        else:
            self.broken = True

    def _begin_value(self, text: str) -> None:
        self.marks += 1
        if self._comma:
            self._comma = False
            self._parts.append(",")
        self._parts.append(text)
