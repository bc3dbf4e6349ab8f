"""Command line arguments of `callshadow keys`, an action each; without one it is `list`."""

import argparse
from collections.abc import Mapping
from typing import TypeVar

from conversation.key_names import MAX_KEY_NAME, is_key_name

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

ROLES = ("agent", "supervisor", "admin")


def add_keys_arguments(command: Parser) -> Mapping[str, Parser]:
    """Give the command its actions; returns the parser of each."""
    actions = command.add_subparsers(dest="action", metavar="[ACTION]")
    actions.add_parser("list", help="list the keys, without the keys; the default")
    add = actions.add_parser("add", help="make a key, which running servers take in seconds")
    _named(add, "whose it is; for an agent, the agent_id of their calls")
    add.add_argument("role", choices=ROLES, help="what they may do: docs/security.md")
    revoke = actions.add_parser("revoke", help="take a key away, and end what it has open")
    _named(revoke, "as `list` shows it")
    return actions.choices


def _named(action: argparse.ArgumentParser, told: str) -> None:
    action.add_argument("name", type=_name, metavar="NAME", help=told)


def _name(text: str) -> str:
    if not is_key_name(text):
        why = f"a name has 1 to {MAX_KEY_NAME} letters, and neither : nor , among them"
        raise argparse.ArgumentTypeError(f"{why}; not '{text}'")
    return text
