"""Documents in, `callshadow knowledge add`: each is read, and what can't be is named."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from rich.progress import Progress, TaskID

from bots.knowledge_paths import KnowledgePath, folders, load, passed_over, wanted
from bots.output import Output
from knowledge.document import Audience
from knowledge.errors import DocumentError, KnowledgeError
from knowledge.library import Library
from knowledge.reading.reading_process import ReadingProcess


async def add(args: argparse.Namespace, library: Library) -> int:
    """Read what was given; returns the exit code: 1 where some of it could not be."""
    given, wrong = wanted(args.path)
    for line in wrong:
        _say_wrong(line)
    audience = Audience(tuple(args.playbook), args.group)
    told = Counter[str]()
    for line in passed_over(args.path):
        _say_wrong(line)
        told["passed over"] += 1
    console = Output(stderr=True)
    progress = Progress(console=console, transient=True, disable=not console.is_terminal)
    async with ReadingProcess() as reading:
        with progress:
            task = progress.add_task("", total=len(given))
            for done, one in enumerate(given):
                show = partial(_show, progress, task, done)
                progress.update(task, description=Path(one.address).name)
                try:
                    told[await _taken(one, audience, library, reading, show)] += 1
                except KnowledgeError as error:
                    _say_wrong(error.message)
                    told["refused"] += 1
                progress.update(task, completed=done + 1)
    if args.prune:
        told["removed"] = await _prune(folders(args.path), given, audience, library)
    print(_summary(told))  # noqa: T201 - the command's answer
    return 1 if wrong or told["refused"] else 0


def _show(progress: Progress, task: TaskID, done: int, share: float) -> None:
    """Move the bar on within a document, of which a share is indexed: a book takes minutes."""
    progress.update(task, completed=done + share, refresh=True)


async def _taken(
    one: KnowledgePath,
    audience: Audience,
    library: Library,
    reading: ReadingProcess,
    show: Callable[[float], None],
) -> str:
    """What became of a document: new, changed, or the same; `show` is told how far it is."""
    page = await load(one)
    name, kind = page.name, page.content_type
    try:
        document, passages = await reading.read(page.data, name, page.address, audience, kind)
    except DocumentError as error:
        told = error.message.removeprefix(f"{name}: ")  # many pages have one name
        raise DocumentError(f"{one.path or page.address}: {told}") from None
    added = await library.add(document, passages, lambda done: show(done / len(passages)))
    if added.note:
        _say_wrong(f"{one.path or page.address}: {added.note}")
    return added.change


async def _prune(
    below: Sequence[Path], given: Sequence[KnowledgePath], audience: Audience, library: Library
) -> int:
    """Remove what was read of these folders once, and is not there any more; returns how many."""
    there = {one.address for one in given}
    gone = [
        one.document.id
        for one in await library.documents()
        if one.document.audience == audience
        and one.document.address not in there
        and any(Path(one.document.address).is_relative_to(folder) for folder in below)
    ]
    for document_id in gone:
        await library.remove(document_id)
    return len(gone)


def _summary(told: Counter[str]) -> str:
    kinds = ("new", "changed", "same", "removed", "refused", "passed over")
    return ", ".join(f"{told[what]} {what}" for what in kinds if told[what]) or "nothing"


def _say_wrong(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201 - one line for each
