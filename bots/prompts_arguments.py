"""Command line arguments of `callshadow prompts review`."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from bots.argument_values import add_period, number

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_examples = number(int, 0, 50, "0 to 50 examples of a version can be shown")


def add_prompts_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its action; returns its parser."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    review = actions.add_parser(
        "review", help="tell what feedback and follow-through say of a prompt or a rule"
    )
    review.add_argument(
        "name", metavar="NAME", help="a prompt (coach), one version of it (coach@6/en), or a rule"
    )
    add_period(review)
    review.add_argument(
        "--examples", type=_examples, default=6, metavar="N", help="of each version; default: 6"
    )
    review.add_argument("--json", action="store_true", help="as JSON")
    review.add_argument(
        "--draft",
        action="store_true",
        help="have the model write a better version to a file; nothing uses it by itself",
    )
    review.add_argument(
        "--prompt",
        metavar="FILE",
        help="with --draft: the prompt's text, where COACH_PROMPT names another",
    )
    review.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help="with --draft; default: that of the prompt's own file, or DATA_DIR/prompts",
    )
    return actions.choices
