"""Document intake: a file that was uploaded, or a page, becomes a document that is known."""

import asyncio
from collections.abc import Sequence
from pathlib import PurePath

from fastapi import UploadFile

from knowledge.document import Audience
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.reading.reader import check_size, read
from pipeline.runtime import Runtime
from server.audit import audited_document
from server.auth.caller import Caller
from server.knowledge_schemas import AddedItem
from services.pages.address_guard import Reach
from services.pages.page_fetch import fetch_page
from stores.audit_action import AuditAction

_LONGEST_NAME = 200


async def take_file(library: Library, file: UploadFile, whom: Audience) -> AddedItem:
    """Read an uploaded file, whose name is its address, and keep it; or say why it can't be."""
    name = _file_name(file)
    try:
        check_size(file.size or 0, name)
        document, passages = await asyncio.to_thread(read, await file.read(), name, name, whom)
        return AddedItem.of(name, await library.add(document, passages))
    except KnowledgeError as error:
        return AddedItem.refused(name, error)


async def take_page(library: Library, url: str, whom: Audience, reach: Reach) -> AddedItem:
    """Fetch a page from a host within `reach`, and keep it; or say why it can't be."""
    try:
        page = await fetch_page(url, reach)
        reading = asyncio.to_thread(
            read, page.data, page.name, page.address, whom, page.content_type
        )
        return AddedItem.of(url, await library.add(*await reading))
    except KnowledgeError as error:
        return AddedItem.refused(url, error)


async def audit_taken(runtime: Runtime, caller: Caller, items: Sequence[AddedItem]) -> None:
    """Keep who added what has changed something."""
    for item in items:
        if item.outcome in ("added", "changed"):
            await audited_document(runtime, caller, AuditAction.KNOWLEDGE_ADD, item.name)


def _file_name(file: UploadFile) -> str:
    """The file's own name, without folders and what is not to be seen."""
    plain = "".join(c for c in file.filename or "" if c.isprintable())
    return PurePath(plain.replace("\\", "/")).name[-_LONGEST_NAME:] or "document"
