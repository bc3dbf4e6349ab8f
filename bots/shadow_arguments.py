"""Command line arguments of `callshadow shadow run | compare`."""

import argparse
from collections.abc import Mapping
from typing import TypeVar

from bots.argument_values import add_period, number

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_calls = number(int, 1, 10_000, "1 to 10000 calls can be replayed")
_examples = number(int, 0, 50, "0 to 50 examples of a kind can be shown")


def add_shadow_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its actions; returns the parser of each."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    run = actions.add_parser("run", help="have a candidate coach past calls again, unseen")
    run.add_argument("--prompt", metavar="FILE", help="default: SHADOW_PROMPT")
    run.add_argument("--playbook", metavar="FILE", help="default: SHADOW_PLAYBOOK")
    run.add_argument("--models", metavar="CHAIN", help="provider:model,…; default: SHADOW_MODELS")
    add_period(run)
    run.add_argument(
        "--limit", type=_calls, default=50, metavar="N", help="of the newest; default: 50"
    )
    compare = actions.add_parser(
        "compare", help="tell how a candidate differs from what agents were shown"
    )
    compare.add_argument(
        "candidate", nargs="?", metavar="CANDIDATE", help="as it is listed; needed among several"
    )
    add_period(compare)
    compare.add_argument(
        "--examples", type=_examples, default=3, metavar="N", help="of each kind; default: 3"
    )
    compare.add_argument("--json", action="store_true", help="as JSON")
    return actions.choices
