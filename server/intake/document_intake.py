"""Document intake: a file that was uploaded, or a page, becomes a document that is known."""

from collections.abc import Sequence
from pathlib import PurePath

from fastapi import UploadFile

from conversation.errors import ErrorCode
from knowledge.document import Audience
from knowledge.errors import DocumentError, KnowledgeError
from knowledge.library import Library
from knowledge.reading.reader import check_size
from knowledge.reading.reading_process import ReadingProcess
from pipeline.runtime import Runtime
from server.audit import audited_document
from server.auth.caller import Caller
from server.schemas.knowledge_schemas import AddedItem
from services.pages.address_guard import Reach
from services.pages.page_fetch import fetch_page, without_login
from stores.access.audit_action import AuditAction

_LONGEST_NAME = 200


async def take_files(
    library: Library, files: Sequence[UploadFile], whom: Audience
) -> list[AddedItem]:
    """Read uploaded files, whose names are their addresses, and keep them; or say why not.

    Of two that have one name and say something else, the second is refused: it would take the
    place of the first.
    """
    digests: dict[str, str] = {}
    async with ReadingProcess() as reading:
        return [await _taken(library, file, whom, reading, digests) for file in files]


async def _taken(
    library: Library,
    file: UploadFile,
    whom: Audience,
    reading: ReadingProcess,
    digests: dict[str, str],
) -> AddedItem:
    name = _file_name(file)
    try:
        check_size(file.size or 0, name)
        document, passages = await reading.read(await file.read(), name, name, whom)
        if digests.get(name, document.digest) != document.digest:
            raise DocumentError(
                f"{name}: another file of this upload has the same name, and says something else;"
                " give this one another name",
                code=ErrorCode.DOCUMENT_NAME_TAKEN,
            )
        added = await library.add(document, passages)
    except KnowledgeError as error:
        return AddedItem.refused(name, error)
    digests[name] = document.digest
    return AddedItem.of(name, added)


async def take_page(library: Library, url: str, whom: Audience, reach: Reach) -> AddedItem:
    """Fetch a page from a host within `reach`, and keep it; or say why it can't be."""
    try:
        page = await fetch_page(url, reach)
        async with ReadingProcess() as reading:
            document, passages = await reading.read(
                page.data, page.name, page.address, whom, page.content_type
            )
        return AddedItem.of(without_login(url), await library.add(document, passages))
    except KnowledgeError as error:
        return AddedItem.refused(without_login(url), error)


async def audit_taken(runtime: Runtime, caller: Caller, items: Sequence[AddedItem]) -> None:
    """Keep who added what has changed something."""
    for item in items:
        if item.outcome in ("added", "changed"):
            await audited_document(runtime, caller, AuditAction.KNOWLEDGE_ADD, item.name)


def _file_name(file: UploadFile) -> str:
    """The file's own name, without folders and what is not to be seen."""
    plain = "".join(c for c in file.filename or "" if c.isprintable())
    return PurePath(plain.replace("\\", "/")).name[-_LONGEST_NAME:] or "document"
