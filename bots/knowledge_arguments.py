"""Command line arguments of `callshadow knowledge`, an action each: `add`, `list` and so on."""

import argparse
from collections.abc import Mapping
from typing import TypeVar

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)


def add_knowledge_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its actions; returns the parser of each."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="read documents: files, folders, addresses of pages")
    add.add_argument("path", nargs="+", metavar="PATH_OR_URL")
    _audience(add, "for calls with this playbook only; may be given again")
    add.add_argument(
        "--prune", action="store_true", help="remove those below a folder that are gone from it"
    )
    actions.add_parser("list", help="list the documents")
    show = actions.add_parser("show", help="show the passages that a document became")
    show.add_argument("address", metavar="ADDRESS", help="as `list` shows it")
    remove = actions.add_parser("remove", help="remove documents")
    remove.add_argument("address", nargs="+", metavar="ADDRESS", help="as `list` shows it")
    search = actions.add_parser("search", help="show what a call would find")
    search.add_argument("text", nargs="+", metavar="TEXT", help="what a customer asks")
    search.add_argument("--limit", type=_limit, default=3, metavar="N", help="default: 3")
    _audience(search, "as a call with this playbook")
    graph = actions.add_parser("graph", help="show what belongs to a term, and to what it belongs")
    graph.add_argument("term", nargs="+", metavar="TERM", help="a product, a plan, an objection …")
    graph.add_argument(
        "--hops", type=int, choices=(1, 2), default=2, help="how far to go; default: 2"
    )
    told = "with the rules of this playbook; may be given again; default: COACH_PLAYBOOK"
    graph.add_argument("--playbook", action="append", default=[], metavar="NAME", help=told)
    actions.add_parser("reindex", help="index all documents anew, after a change of settings")
    gaps = actions.add_parser("gaps", help="list the questions that found nothing likely")
    gaps.add_argument(
        "--close", action="append", metavar="QUESTION", help="take one off the list, as it stands"
    )
    return actions.choices


def _audience(action: argparse.ArgumentParser, told: str) -> None:
    action.add_argument("--playbook", action="append", default=[], metavar="NAME", help=told)
    action.add_argument("--group", metavar="GROUP", help="of customers, as `customer_group` says")


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 50:  # noqa: PLR2004 - a screen's worth
        raise argparse.ArgumentTypeError(f"1 to 50 passages can be shown, not '{text}'")
    return int(text)
