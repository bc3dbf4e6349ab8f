"""Knowledge schemas: documents, what became of those that were added, and what a search finds."""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from conversation.coaching.source import Source
from conversation.errors import CallShadowError
from knowledge.catalogue import Added, Listed
from knowledge.document import Audience
from knowledge.feedback import Gap
from server.responses import ErrorBody

MAX_NAMES = 200
MAX_URL = 2_000
_NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
Names = Annotated[
    str,
    Field(
        max_length=MAX_NAMES,
        pattern=_NO_CONTROLS,
        description="Names of playbooks, with commas; empty: for all.",
    ),
]
Group = Annotated[
    str,
    Field(
        max_length=MAX_NAMES,
        pattern=_NO_CONTROLS,
        description="As calls' `customer_group` names it; empty: for all.",
    ),
]


def audience_of(playbook: str, group: str) -> Audience:
    """The audience that a request names."""
    names = dict.fromkeys(name.strip() for name in playbook.split(","))
    return Audience(tuple(name for name in names if name), group.strip() or None)


class DocumentItem(BaseModel):
    """A document that calls can find passages of."""

    id: str
    title: str
    address: str = Field(description="A path, the name of an uploaded file, or a URL.")
    kind: str = Field(examples=["md"], description="The end of its name; `html` for a page.")
    language: str
    playbooks: list[str] = Field(description="Whose calls it is for; empty: all.")
    group: str | None = Field(description="The customers it is for; null: all.")
    passages: int
    version: int = Field(description="1, and one more each time that its text had changed.")
    is_indexed: bool = Field(description="Whether it can be found; else `reindex` is due.")
    read_at: datetime

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """The item of a document of the catalogue."""
        one = listed.document
        return cls(
            id=one.id,
            title=one.title,
            address=one.address,
            kind=kind_of(one.address),
            language=one.language,
            playbooks=list(one.audience.playbooks),
            group=one.audience.group,
            passages=listed.passages,
            version=listed.version,
            is_indexed=listed.is_indexed,
            read_at=_utc(listed.changed_at),
        )


class PageIn(BaseModel):
    """A page of the web that is to be read."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"url": "https://www.example.com/help/returns", "playbook": "sales"}]
        },
    )
    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_URL,
            pattern=_NO_CONTROLS,
            description="`http://` or `https://`, of a public host: see `KNOWLEDGE_PAGES`.",
        ),
    ]
    playbook: Names = ""
    group: Group = ""


class AddedItem(BaseModel):
    """The outcome of a document that was added."""

    name: str = Field(description="Of the file, or the URL.")
    outcome: Literal["added", "changed", "same", "refused"]
    id: str | None = None
    passages: int | None = None
    version: int | None = None
    error: ErrorBody | None = Field(default=None, description="Why it was refused.")
    note: str | None = Field(
        default=None,
        description="How many passages were read without the model of `KNOWLEDGE_GRAPH`, and why.",
    )

    @classmethod
    def of(cls, name: str, added: Added) -> Self:
        """The item of a document that was read."""
        return cls(
            name=name,
            outcome="added" if added.change == "new" else added.change,
            id=added.document.id,
            passages=added.passages,
            version=added.version,
            note=added.note or None,
        )

    @classmethod
    def refused(cls, name: str, error: CallShadowError) -> Self:
        """The item of one that was not."""
        return cls(
            name=name,
            outcome="refused",
            error=ErrorBody(error_code=error.code, message=error.message),
        )


class AddedOut(BaseModel):
    """The outcomes of all documents, in the order in which they were sent."""

    documents: list[AddedItem]


class SourceItem(BaseModel):
    """A passage that a call would find."""

    passage_id: str
    title: str
    address: str
    passage: str
    score: float = Field(description="How likely it answers what was asked, 0 to 1.")
    is_outside: bool

    @classmethod
    def of(cls, found: Source) -> Self:
        """The item of a source."""
        return cls(passage_id=found.passage_id, is_outside=found.is_outside, **found.as_data())


class GapItem(BaseModel):
    """A question that was asked in calls, and nothing likely was found for it."""

    id: str
    text: str
    times: int
    last_at: datetime

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """The item of a gap."""
        last_at = _utc(gap.last_asked_at)
        return cls(id=gap.id, text=gap.question, times=gap.asked, last_at=last_at)


class Reindexing(BaseModel):
    """The index is being filled anew; searches answer meanwhile."""

    documents: int


def kind_of(address: str) -> str:
    """The kind of a document, by its address."""
    if "://" in address:  # a file may have these signs in its name
        address = address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
    name = address.rpartition("/")[2]
    _, dot, ending = name.rpartition(".")
    is_ending = bool(dot) and ending.isalnum() and len(ending) <= len("markdown")
    return ending.lower() if is_ending and not _is_host(address) else "html"


def _utc(stored: datetime) -> datetime:
    """A moment as databases give it back, some without their zone."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def _is_host(address: str) -> bool:
    return "://" in address and address.count("/") == len("://"[1:])
