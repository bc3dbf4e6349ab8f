"""Answer stream: the bytes of a model's answer, streamed or not, as JSON documents.

the answer begins with    it is
------------------------  ---------------------------------------------------------------
`data:`, `event:`, `:`    server-sent events: chunks, an error among them, an end; what is none
                          of these, as a gateway puts in, is passed over if something is
`{` or `[`                one document: an answer that was not streamed, or an error
anything else             no model's answer: a web page, a line of text
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import orjson

from conversation.coaching.usage import Usage
from services.llm.refusal import ModelRefusal, RefusedError, read_refusal

_MAX_BYTES = 1_000_000
_LONGEST_HALF = 64 * 1024  # it is read again with each line
_OK = 200
_EVENTS = (b"data:", b"event:", b"id:", b"retry:", b":")
_BLANK = b"\xef\xbb\xbf \t\r\n"


class AnswerStream:
    """Cuts the bytes of one answer into its documents."""

    def __init__(self) -> None:
        """Create the reader of one answer."""
        self._rest = b""
        self._is_stream: bool | None = None
        self._over = False
        self._half = b""  # of an event whose data stands in several lines

    @property
    def is_stream(self) -> bool:
        """Whether the documents are events of a stream."""
        return bool(self._is_stream)

    def feed(self, data: bytes) -> Iterator[Any]:
        """The documents that some bytes complete.

        Raises:
            RefusedError: It is no model's answer, or one of the documents is an error.
        """
        self._rest += data
        if self._is_stream is None:
            self._rest = self._rest.lstrip(_BLANK)
            if any(name.startswith(self._rest) for name in _EVENTS):
                return  # too little to tell
            self._is_stream = self._rest.startswith(_EVENTS)
        if len(self._rest) > _MAX_BYTES:
            raise foreign()
        if self._is_stream:
            *lines, self._rest = self._rest.split(b"\n")
            for line in lines:
                yield from self._line(line)

    def finish(self) -> Iterator[Any]:
        """The last documents, once the bytes are over; raises what `feed` raises."""
        if self._is_stream:
            yield from self._line(self._rest)
            yield from self._line(b"")
        elif self._rest:
            yield _document(self._rest)

    def _line(self, line: bytes) -> Iterator[Any]:
        if self._half and not line.strip():
            self._half = b""
            yield None  # data that is no document
        if not line.startswith(b"data:") or self._over:
            return
        value = line[5:].strip()
        if value == b"[DONE]":
            self._over = True
        elif value:
            yield from self._data(value)

    def _data(self, value: bytes) -> Iterator[Any]:
        """The document that a line of data is, or completes; some servers put no line between."""
        for text in (self._half + value, value):
            try:
                told = orjson.loads(text)
            except ValueError:
                continue
            self._half = b""
            yield _checked(told, text)
            return
        self._half += value
        if len(self._half) > _LONGEST_HALF:
            self._half = b""
            yield None


class DialectReader(ABC):
    """Reads one answer of a model's server; each dialect says what a document of it holds."""

    def __init__(self) -> None:
        """Create the reader of one answer."""
        self._documents = AnswerStream()
        self._is_known = False  # a document of this dialect came
        self._strange: RefusedError | None = None  # what is to be said if none does

    def feed(self, data: bytes) -> Iterator[str | Usage]:
        """The pieces that some bytes bring.

        Raises:
            RefusedError: The server tells of an error, or this is no model's answer.
            ModelError: The model declined to answer, or the server's content filter did.
        """
        for told in self._documents.feed(data):
            yield from self._pieces(told)

    def finish(self) -> Iterator[str | Usage]:
        """The last pieces, once the bytes are over; raises what `feed` raises."""
        for told in self._documents.finish():
            yield from self._pieces(told)
        if self._strange and not self._is_known:
            raise self._strange

    def _pieces(self, told: Any) -> Iterator[str | Usage]:
        """The pieces in one document; a strange one is no end of a stream."""
        try:
            yield from self._read(told)
        except RefusedError as error:
            if not (error.refusal.is_foreign and self._documents.is_stream):
                raise
            self._strange = error
        else:
            self._is_known = True

    @abstractmethod
    def _read(self, told: Any) -> Iterator[str | Usage]:
        """The pieces in one document; raises what `feed` raises."""


def foreign() -> RefusedError:
    """The error of an answer that is no model's."""
    return RefusedError(ModelRefusal(_OK, is_foreign=True))


def _document(text: bytes) -> Any:
    try:
        told = orjson.loads(text)
    except ValueError:
        raise foreign() from None
    return _checked(told, text)


def _checked(told: Any, text: bytes) -> Any:
    """A document that is no error."""
    match told:
        case {"error": error} | [{"error": error}, *_] if error:
            raise RefusedError(read_refusal(_OK, {}, text))
        case _:
            return told
