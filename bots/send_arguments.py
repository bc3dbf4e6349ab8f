"""Command line arguments of `callshadow send`."""

import argparse


def add_send_arguments(command: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    command.add_argument("call_id", nargs="?", metavar="CALL_ID", help="an ended call")
    command.add_argument("--to", metavar="NAME", help="one target; default: all that are set")
    command.add_argument(
        "--dry-run", action="store_true", help="show what would be sent, and send nothing"
    )
    command.add_argument("--phone", help="whom it was with, for a CRM: +14155550123")
    command.add_argument("--email", help="the same by e-mail address")
    command.add_argument("--customer-id", metavar="ID", help="the same by the CRM's own id")
    command.add_argument(
        "--approve",
        action="append",
        default=[],
        metavar="FIELD",
        help="a CRM field that needs approval, and has yours; may be given again",
    )
    command.add_argument("--dead", action="store_true", help="list what could not be sent")
