"""Document: what the company knows, as it is read; a passage is the part of it that is found."""

from collections.abc import Iterable
from dataclasses import dataclass

OF_CALL = "\x01"
"""Begins the key of a past call."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The calls that a document is for, or the call that asks; None and empty mean any.

    What is for one group of customers is told to no call whose group is not known, and a past call
    to none but those that the same people may see.

    Attributes:
        playbooks: The names of playbooks.
        group: A group of customers, as a call's `customer_group` parameter names it.
        seen_by: Who may see the past call, or the call that asks, as `knowledge.call_document`
            says; a document that is no call has None, and what may not see calls.
    """

    playbooks: tuple[str, ...] = ()
    group: str | None = None
    seen_by: str | None = None

    @property
    def key(self) -> str | None:
        """What alone opens a document for this audience; None: anybody may find it."""
        return self.group if self.seen_by is None else f"{OF_CALL}{self.seen_by}"

    @property
    def keys(self) -> list[str]:
        """What opens documents to who asks: no name of a group opens a call."""
        group = (self.group or "").replace(OF_CALL, "")
        return [key for key in (group, self.seen_by and self.key) if key]

    @classmethod
    def kept(cls, playbooks: Iterable[str], key: str | None) -> "Audience":
        """The audience that was kept with that key."""
        if key and key.startswith(OF_CALL):
            return cls(tuple(playbooks), None, key.removeprefix(OF_CALL))
        return cls(tuple(playbooks), key or None)

    def admits(self, asks: "Audience") -> bool:
        """Whether a document for this audience may be found by whoever asks."""
        if self.key is not None and self.key not in asks.keys:
            return False
        return (
            not self.playbooks or not asks.playbooks or bool({*self.playbooks} & {*asks.playbooks})
        )


ANYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read.

    Attributes:
        id: Made of its address and its audience, so that the same one is never there twice.
        address: Where it was read: a path or a URL.
        title: Its own, or the name of its file.
        language: BCP-47 tag of its text.
        digest: SHA-256 of its text, in hex: the same text is not indexed again.
        audience: Whom it is for.
    """

    id: str
    address: str
    title: str
    language: str
    digest: str
    audience: Audience = ANYBODY

    @property
    def is_call(self) -> bool:
        """Whether it is of a past call, and nothing that the company has written."""
        return self.audience.seen_by is not None


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document that can be understood alone.

    Attributes:
        id: Of its document and its place there.
        document_id: Its document.
        place: Its place among the document's passages, from 0.
        title: The headings that it stands under, outermost first, joined with " › "; or the
            question that it answers.
        text: Its text: some 200 to 900 characters, whole sentences, rows or list items.
        page: The page of the document, from 1, where it has pages.
    """

    id: str
    document_id: str
    place: int
    title: str
    text: str
    page: int | None = None

    @property
    def indexed(self) -> str:
        """What is searched: its headings and its text."""
        return f"{self.title}\n{self.text}"
