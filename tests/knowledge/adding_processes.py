"""Processes that each add documents to the same library at the same time.

A fork runs `main(["URL", "NAME", …])`, and forks one for each name, so that all they need is
imported once.
"""

import asyncio
import os
from pathlib import Path

from knowledge.library import open_library
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document


async def add(url: str, name: str) -> None:
    """Add five documents."""
    settings = load(data_dir=Path("nowhere"), database_url=url, knowledge_index="postgres")
    async with open_library(settings, ToyEmbedder()) as library:
        for number in range(5):
            await library.add(*document(f"{name}{number}", f"Seat {name}{number} costs euros."))


def main(arguments: list[str]) -> int:
    """Fork the processes; returns how many of them failed."""
    url, *names = arguments
    children: list[int] = []
    for name in names:
        child = os.fork()
        if not child:
            asyncio.run(add(url, name))
            os._exit(0)
        children.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)
