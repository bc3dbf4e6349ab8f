"""Sample knowledge: what the sample call's company knows, for as long as a demo lasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bots import sample
from knowledge.document import Audience
from knowledge.library import Library
from knowledge.reading.reader import read
from settings import Settings


@asynccontextmanager
async def sample_library(settings: Settings) -> AsyncIterator[Settings]:
    """The settings of a library of its own in a folder that goes with the block.

    What the user's company knows has nothing to do with the sample call, and is not touched.
    """
    with TemporaryDirectory(prefix="callshadow-", ignore_cleanup_errors=True) as folder:
        own = {"data_dir": Path(folder), "database_url": None, "knowledge_index": None}
        yield settings.model_copy(update=own)


async def add_sample(library: Library) -> None:
    """Add the documents of the sample call's company.

    Raises:
        KnowledgeError: They can't be kept.
    """
    for path in sorted(sample.KNOWLEDGE.iterdir()):
        address = f"sample/{path.name}"
        read_one = asyncio.to_thread(read, path.read_bytes(), path.name, address, Audience())
        await library.add(*await read_one)
