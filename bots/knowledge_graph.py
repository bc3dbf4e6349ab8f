"""Graph of concepts as a tree, `callshadow knowledge graph TERM`."""

import argparse
import asyncio
import sys
from collections.abc import Iterator

from rich.text import Text

from bots.knowledge_paths import kept_text
from bots.output import Output
from knowledge.graph.edge import EdgeKind
from knowledge.graph.graph import Step
from knowledge.graph.lookup import Graph
from knowledge.graph.playbook_edges import edges_on
from knowledge.library import Library
from prompts.shelf import Shelf
from settings import Settings
from settings.languages import default_of

_DOWN = {
    EdgeKind.HAS_PART: "has",
    EdgeKind.HAS_VALUE: "has",
    EdgeKind.STATES: "states",
    EdgeKind.ANSWERED_BY: "is answered by",
    EdgeKind.COUNTERED_BY: "is countered by",
    EdgeKind.PROVEN_BY: "is proven by",
}
_UP = {
    EdgeKind.HAS_PART: "is a part of",
    EdgeKind.HAS_VALUE: "is told of",
    EdgeKind.STATES: "stands under",
    EdgeKind.ANSWERED_BY: "answers",
    EdgeKind.COUNTERED_BY: "counters",
    EdgeKind.PROVEN_BY: "proves",
}


async def graph(args: argparse.Namespace, library: Library, settings: Settings) -> int:
    """Print what is around a term; returns the exit code: 1 where it is nowhere.

    Raises:
        KnowledgeError: What is known can't be asked.
        PromptError: The playbook is wrong.
    """
    shelf = Shelf(settings.coach_playbook, default_of(settings.coach_language))
    rules = await asyncio.to_thread(edges_on, shelf, args.playbook)
    term = kept_text(" ".join(args.term))
    found = await library.graph(term, args.hops, rules=rules)
    if not found.around.starts:
        print(_nowhere(term, found), file=sys.stderr)  # noqa: T201 - the command's failure
        return 1
    out = Output(highlight=False, soft_wrap=True)
    for line in _tree(found):
        out.print(line)
    if found.around.is_cut:
        out.print(Text("… and more: ask for one of these", style="dim"))
    return 0


def _nowhere(term: str, found: Graph) -> str:
    like = ", ".join(f"'{name}'" for name in found.around.nearest)
    return f"nothing is known of '{term}'" + (f"; there is {like}" if like else "")


def _tree(found: Graph) -> Iterator[Text]:
    around = found.around
    for start in around.starts:
        yield Text(around.names[start], style="bold")
        for step in around.steps:
            if step.hop == 1 and step.near == start:
                yield from _branch(step, found)


def _branch(step: Step, found: Graph, above: str = "") -> Iterator[Text]:
    """The lines of a step and of those after it; where they are from, unless it stands `above`."""
    kind = (_UP if step.is_up else _DOWN)[step.edge.kind]
    name = found.around.names[step.far]
    place = found.place_of(step.edge)
    where = "" if place == above else f"  {place}"
    where += "  (by a model)" if step.edge.is_by_model else ""
    yield Text.assemble("    " * step.hop, (kind, "dim"), f" {name}", (where, "dim"))
    for other in found.around.after(step):
        yield from _branch(other, found, place)
