"""Knowledge commands, `callshadow knowledge add | search | graph | …`."""

import argparse
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext

from rich.progress import Progress
from rich.text import Text

from bots.knowledge_add import add
from bots.knowledge_graph import graph
from bots.knowledge_links import reading_by_model
from bots.knowledge_paths import kept_text
from bots.output import Output
from knowledge.document import Audience
from knowledge.library import Library
from services.embeddings.library import open_configured_library
from services.encoder.encoder import open_encoder
from settings import Settings

_SHOWN = 300
"""Characters of a passage."""


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the action; returns its exit code.

    Raises:
        KnowledgeError: What is known can't be opened, or has vectors of another model.
        PromptError: The playbook whose rules the graph shows is wrong.
        SettingsError: A model is to read documents, and there is none that can be used.
    """
    async with _opened(settings) as library:
        if args.action == "graph":
            return await graph(args, library, settings)
        reads = args.action in ("add", "reindex")
        async with reading_by_model(settings, library) if reads else nullcontext():
            return await _ACTIONS[args.action](args, library)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Library]:
    async with (
        open_encoder(None) as encoder,
        open_configured_library(settings, encoder) as library,
    ):
        yield library


async def _list(_: argparse.Namespace, library: Library) -> int:
    documents = await library.documents()
    if not documents:
        _say("no documents; add some: callshadow knowledge add PATH_OR_URL…")
        return 0
    out = Output(highlight=False, soft_wrap=True)
    for one in documents:
        document = one.document
        passages = f"{one.passages} passage{'s' * (one.passages != 1)}"
        passages += "" if one.is_indexed else ", not indexed"
        about = f"{document.language}, for {_told(document.audience)}, {passages}"
        read = f"version {one.version} of {one.changed_at:%Y-%m-%d %H:%M}"
        out.print(Text.assemble((document.title, "bold"), f"  {about}, {read}"))
        out.print(Text(f"      {document.address}", style="dim"))
    return 0


async def _show(args: argparse.Namespace, library: Library) -> int:
    documents = await library.documents()
    out = Output(highlight=False, soft_wrap=True)
    address = kept_text(args.address)
    found = [one.document for one in documents if one.document.address == address]
    for document in found:
        out.print(Text.assemble((document.title, "bold"), f"  for {_told(document.audience)}"))
        for passage in await library.passages(document.id):
            page = f"  page {passage.page}" if passage.page else ""
            title = f"{passage.place + 1:>4}  {passage.title}{page}".rstrip()
            out.print(Text(title, style="bold"))
            for line in passage.text.split("\n"):
                out.print(Text(f"      {line}"))
    return 0 if found else _no_document(address)


def _no_document(address: str) -> int:
    print(f"{address}: there is no such document", file=sys.stderr)  # noqa: T201
    return 1


async def _remove(args: argparse.Namespace, library: Library) -> int:
    documents = await library.documents()
    code = 0
    for address in map(kept_text, args.address):
        found = [one.document.id for one in documents if one.document.address == address]
        if not found:
            code = _no_document(address)
        for document_id in found:
            await library.remove(document_id)
    return code


async def _search(args: argparse.Namespace, library: Library) -> int:
    audience = Audience(tuple(args.playbook), args.group)
    found = await library.search(kept_text(" ".join(args.text)), audience, args.limit)
    out = Output(highlight=False, soft_wrap=True)
    for source in found:
        out.print(Text.assemble((f"{source.score:.2f}", "bold"), "  ", source.title))
        out.print(Text(f"      {_shortened(source.passage)}"))
        out.print(Text(f"      {source.address}", style="dim"))
    if not found:
        _say("nothing found")
    return 0


async def _reindex(_: argparse.Namespace, library: Library) -> int:
    console = Output(stderr=True)
    whole = sum(one.passages for one in await library.documents())
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("passages", total=whole)
        done = await library.reindex(lambda so_far: progress.update(task, completed=so_far))
    _say(f"{done} passages indexed")
    return 0


async def _gaps(args: argparse.Namespace, library: Library) -> int:
    if args.close:
        return await _close(args.close, library)
    gaps = await library.gaps()
    for gap in gaps:
        _say(f"{gap.asked:>4}  {gap.last_asked_at:%Y-%m-%d}  {gap.question}")
    if not gaps:
        _say("no question has found nothing likely so far")
    return 0


async def _close(questions: Sequence[str], library: Library) -> int:
    open_ones = [one for one in map(kept_text, questions) if not await library.close_gap(one)]
    for one in open_ones:
        print(f"{one}: there is no such question", file=sys.stderr)  # noqa: T201
    return 1 if open_ones else 0


def _told(audience: Audience) -> str:
    parts = [*audience.playbooks, *([f"group {audience.group}"] if audience.group else [])]
    return ", ".join(parts) or "all calls"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rpartition(' ')[0]} …"


def _say(line: str) -> None:
    print(line)  # noqa: T201 - the command's answer


_ACTIONS: dict[str, Callable[[argparse.Namespace, Library], Awaitable[int]]] = {
    "add": add,
    "list": _list,
    "show": _show,
    "remove": _remove,
    "search": _search,
    "reindex": _reindex,
    "gaps": _gaps,
}
