"""Command line arguments of `callshadow backup` and `callshadow restore`."""

import argparse
from pathlib import Path


def add_backup_arguments(command: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    command.add_argument("folder", type=Path, metavar="PATH", help="a new folder for the copies")


def add_restore_arguments(command: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    command.add_argument("folder", type=Path, metavar="PATH", help="the folder of a backup")
    command.add_argument(
        "--overwrite", action="store_true", help="also where there are calls or documents"
    )
