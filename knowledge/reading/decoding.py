"""Document decoding: bytes of whatever encoding become text, without control characters.

| what is there                          | read as            |
|----------------------------------------|--------------------|
| a byte order mark                      | what it says; behind one of UTF-8 that lies, as below |
| a zero in every other byte             | UTF-16             |
| UTF-8                                  | UTF-8              |
| anything else                          | Windows-1252       |
"""

import codecs
import re

from knowledge.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4_096
_MANY_ZEROS = 0.3
_MOST_STRANGE = 0.02
_FEW_BROKEN = 0.2
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")


def decoded(data: bytes, name: str) -> str:
    """The text of a file.

    Args:
        data: Its bytes.
        name: How it is called in the error.

    Raises:
        DocumentError: It is no text.
    """
    is_marked = data.startswith(codecs.BOM_UTF8)
    data = data.removeprefix(codecs.BOM_UTF8)
    text = data.decode(_bytewise(data) if is_marked else _encoding(data), "replace")
    text = text.replace("\ufeff", "")  # files that were joined have one in each
    strange = len(_CONTROL.findall(text[:_SAMPLE]))
    if strange > _MOST_STRANGE * len(text[:_SAMPLE]) + 1:
        raise DocumentError(
            f"{name}: this is no text but binary data; give its text, or a file with the right"
            " ending (.pdf, .docx)"
        )
    return _CONTROL.sub("", text)


def marked(data: bytes, charset: str) -> bytes:
    """The bytes of a text whose encoding is said, as UTF-8 with its mark.

    As they are, where they are UTF-8 beyond doubt, or nothing that is said.
    """
    if is_utf8(data):
        return data
    try:
        return codecs.BOM_UTF8 + data.decode(charset).encode("utf-8")
    except (LookupError, UnicodeError):
        return data


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 beyond doubt: valid, and not of the first 128 characters alone."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:_SAMPLE]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[first::2].count(0), sample[1 - first :: 2].count(0)
        if zeros > _MANY_ZEROS * len(sample) and not others:
            return encoding
    return _bytewise(data)


def _bytewise(data: bytes) -> str:
    """The encoding of a text whose characters of English have a byte each."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        wide = sum(character > "\x7f" for character in text)
        # A broken character or two among many that are whole leave it UTF-8.
        return "utf-8" if text.count("\ufffd") < _FEW_BROKEN * wide else "cp1252"
    return "utf-8"
