"""Playbook commands, `callshadow playbook check | try | new`: each in a module of its own."""

import argparse
from importlib import import_module

from settings import Settings

_MODULES = {
    "check": "bots.playbook_check",
    "try": "bots.playbook_try",
    "new": "bots.playbook_new",
}


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the action; returns its exit code."""
    return await import_module(_MODULES[args.action]).main(args, settings)
