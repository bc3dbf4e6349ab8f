"""Command line arguments: their parser, which imports none of what the commands need."""

import argparse
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bots.argument_values import device, port, speed, workers
from bots.backup_arguments import add_backup_arguments, add_restore_arguments
from bots.eval_arguments import add_eval_arguments
from bots.export_arguments import add_export_arguments
from bots.jobs_arguments import add_jobs_arguments
from bots.keys_arguments import add_keys_arguments
from bots.knowledge_arguments import add_knowledge_arguments
from bots.playbook_arguments import add_playbook_arguments
from bots.prompts_arguments import add_prompts_arguments
from bots.send_arguments import add_send_arguments
from bots.shadow_arguments import add_shadow_arguments

SERVERS = ("demo", "serve", "mic")
"""Commands that are told to end as a matter of course."""


class Parser(argparse.ArgumentParser):
    """A parser that says what was probably meant.

    Attributes:
        commands: The parser of each command, or of each action of a command.
    """

    commands: Mapping[str, "Parser"] = MappingProxyType({})

    def parse_args(  # pyright: ignore[reportIncompatibleMethodOverride] - it has overloads
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> Any:
        """Parse; what can't be understood ends the process with exit code 2."""
        words = sys.argv[1:] if args is None else list(args)
        if not words:
            self.print_help(sys.stderr)
            self.exit(2)
        if words[0] not in self.commands and not words[0].startswith("-"):
            meant = _meant(words[0], self.commands)
            self.error(f"there is no command '{words[0]}'{meant}; it is one of {self._names()}")
        parsed, unknown = self.parse_known_args(words, namespace)
        if unknown:
            command = self.commands[parsed.command]
            command = command.commands.get(getattr(parsed, "action", ""), command)
            meant = _meant(unknown[0].partition("=")[0], command.options())
            command.error(f"there is no argument '{unknown[0]}'{meant}")
        if parsed.command == "send" and not (parsed.call_id or parsed.dead):
            self.commands["send"].error("there is nothing to send: give CALL_ID, or --dead")
        if parsed.command == "eval" and not (parsed.path or parsed.compare):
            self.commands["eval"].error("there is nothing to judge: give PATH, or --compare A B")
        return parsed

    def options(self) -> list[str]:
        """The names of all options."""
        return [name for action in self._actions for name in action.option_strings]

    def _names(self) -> str:
        return ", ".join(self.commands)


def build_parser() -> Parser:
    """The parser of all commands."""
    parser = Parser(
        prog="callshadow",
        description="Live advice for the human agent on a two-party phone call.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version")
    made = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (add_arguments, summary) in _COMMANDS.items():
        add_arguments(made.add_parser(name, help=summary, description=summary))
    parser.commands = made.choices
    return parser


def _demo(command: Parser) -> None:
    command.add_argument("--speed", type=speed, default=1.0, help="1 is real time (default)")
    command.add_argument(
        "--once",
        action="store_true",
        help="stop when the call has ended; the default where the output is no terminal",
    )
    command.add_argument("--no-browser", action="store_true", help="open no browser")
    command.add_argument("--port", type=port, help="default: PORT, or a free one")
    _kind(command)


def _serve(command: Parser) -> None:
    command.add_argument("--host", help="default: HOST, or 127.0.0.1")
    command.add_argument("--port", type=port, help="default: PORT, or 7860")
    command.add_argument(
        "--workers", type=workers, default=1, help="processes on the port; above 1 needs REDIS_URL"
    )
    command.add_argument("--as-worker", nargs=2, type=int, help=argparse.SUPPRESS)


def _play(command: Parser) -> None:
    command.add_argument(
        "file", type=Path, help="stereo: left = customer, right = agent; or the customer alone"
    )
    command.add_argument("agent", type=Path, nargs="?", help="then: the agent alone")
    command.add_argument("--to", required=True, metavar="ws://HOST/twilio/media")
    command.add_argument("--speed", type=speed, default=1.0, help="1 is real time (default)")
    _kind(command)


def _mic(command: Parser) -> None:
    command.add_argument("--port", type=port, help="of the console; default: PORT, or 7860")
    command.add_argument(
        "--role", choices=("customer", "agent"), default="customer", help="who speaks into it"
    )
    command.add_argument("--device", type=device, help="its number; default: the system's")
    command.add_argument("--other-device", type=device, help="a second one, for the other party")
    command.add_argument("--list", action="store_true", help="list the devices")
    _kind(command)


def _kind(command: Parser) -> None:
    command.add_argument(
        "--language", metavar="LL", help="of the call: en, fr-CA, auto; default: COACH_LANGUAGE"
    )
    command.add_argument("--playbook", metavar="NAME", help="default: COACH_PLAYBOOK")


def _check(command: Parser) -> None:
    """It has none."""


def _with_commands(add: Callable[[Parser], Any]) -> Callable[[Parser], None]:
    """Arguments of a command that has commands of its own."""

    def arguments(command: Parser) -> None:
        command.commands = add(command)

    return arguments


def _insights(command: Parser) -> None:
    told = "count and index all calls again of their events, also those of an older version"
    command.add_argument("action", choices=("rebuild",), help=told)


def _redact(command: Parser) -> None:
    command.add_argument("action", choices=("try",), help="show it, and change nothing")
    command.add_argument(
        "file",
        nargs="?",
        default="-",
        help="a text in UTF-8; a line that begins with 'customer:' or 'agent:' is a turn;"
        " default: standard input",
    )


_playbook = _with_commands(add_playbook_arguments)
_knowledge = _with_commands(add_knowledge_arguments)
_export = _with_commands(add_export_arguments)
_jobs = _with_commands(add_jobs_arguments)
_keys = _with_commands(add_keys_arguments)
_prompts = _with_commands(add_prompts_arguments)
_shadow = _with_commands(add_shadow_arguments)
_COMMANDS: dict[str, tuple[Callable[[Parser], None], str]] = {
    "demo": (_demo, "play the bundled sample call and watch the advice"),
    "serve": (_serve, "the server: webhooks, media socket, console"),
    "play": (_play, "play a recorded call into a server, as Twilio does"),
    "mic": (_mic, "the local microphone through the same line"),
    "check": (_check, "say what is configured, reachable and missing"),
    "eval": (add_eval_arguments, "judge the coach on labelled calls"),
    "playbook": (_playbook, "check a playbook, try it on a call, or begin one"),
    "knowledge": (_knowledge, "what the company knows: documents in, and searched"),
    "prompts": (_prompts, "what calls say of a prompt or a rule, and a better draft"),
    "shadow": (_shadow, "a candidate beside the coach, unseen: on past calls, and compared"),
    "insights": (_insights, "what many calls add up to: count them again"),
    "send": (add_send_arguments, "tell other systems of an ended call"),
    "export": (_export, "write calls to a file"),
    "jobs": (_jobs, "what runs after calls: listed, approved, retried, cancelled"),
    "keys": (_keys, "API keys while servers run: listed, added, revoked"),
    "backup": (add_backup_arguments, "copy the SQLite files, while servers run"),
    "restore": (add_restore_arguments, "put a backup back, while no server runs"),
    "redact": (_redact, "show what REDACT would hide in a text, line by line"),
}


class _Version(argparse.Action):
    """Shows the version, which only then is looked up."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"{parser.prog} {version('call-shadow')}")  # noqa: T201 - what was asked for
        parser.exit()


def _meant(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f", did you mean '{near[0]}'?" if near else ""
