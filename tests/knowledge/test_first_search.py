"""First search of a server: what it needs was read before, beside the event loop."""

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import asyncio, sys, threading
from pathlib import Path
from knowledge.document import Audience
from knowledge.library import open_library
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document

opened, in_loop = [], threading.get_ident()

def note(event, args):
    if event == "open" and threading.get_ident() == in_loop and str(args[0]).endswith(".txt"):
        opened.append(Path(args[0]).name)

async def main():
    settings = load(data_dir=Path(sys.argv[1]))
    if sys.argv[2] == "add":
        async with open_library(settings, ToyEmbedder()) as library:
            await library.add(*document("pool", "The pool is heated all year."))
        return
    async with open_library(settings, ToyEmbedder()) as library:
        sys.addaudithook(note)
        await library.prepare()
        found = await library.search("is the pool heated", Audience(), 3)
        print(len(found), *opened)

asyncio.run(main())
"""


def _run(folder: Path, what: str) -> str:
    command = [sys.executable, "-c", _SCRIPT, str(folder), what]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_no_word_list_is_read_in_the_event_loop(tmp_path: Path) -> None:
    """Neither while a server prepares itself beside calls, nor by its first search."""
    _run(tmp_path, "add")
    assert _run(tmp_path, "search").split() == ["1"]
