"""Command line arguments of `callshadow eval`."""

import argparse
from pathlib import Path


def add_eval_arguments(command: argparse.ArgumentParser) -> None:
    """Add them to the command's parser."""
    command.add_argument(
        "path", nargs="*", type=Path, help="labelled calls: files, and folders of them"
    )
    command.add_argument("--playbook", help="coach by this one, whatever the calls say")
    command.add_argument("--prompt", metavar="FILE", help="ask the model with this prompt")
    command.add_argument(
        "--models",
        metavar="CHAIN",
        help="compare these models, provider:model,…, and the rules alone: quality, time, cost",
    )
    command.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    command.add_argument(
        "--compare",
        nargs=2,
        type=Path,
        metavar=("A", "B"),
        help="say whether two files of --json differ by more than chance",
    )
    command.add_argument(
        "--show-held-out",
        action="store_true",
        help="name the failures in held-out calls, which nobody who tunes may read",
    )
