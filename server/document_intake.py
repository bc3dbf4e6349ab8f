"""Document intake: a file that was uploaded becomes a document that is known."""

import asyncio
from pathlib import PurePath

from fastapi import UploadFile

from knowledge.document import Audience
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.reading.reader import check_size, read
from server.knowledge_schemas import AddedItem

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


def _file_name(file: UploadFile) -> str:
    """The file's own name, without folders and what is not to be seen."""
    plain = "".join(c for c in file.filename or "" if c.isprintable())
    return PurePath(plain.replace("\\", "/")).name[-_LONGEST_NAME:] or "document"
