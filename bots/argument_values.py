"""Argument values: numbers of the command line, each with its bounds and what is right."""

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

Number: TypeAlias = Callable[[str], Any]


def number(kind: Number, low: float, high: float, right: str) -> Number:
    """Reads a number above or at `low` and at most `high`; `right` says which are."""

    def read(text: str) -> Any:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{right}, not '{text}'")
        return value

    return read


port = number(int, 0, 65535, "a port is a number from 0 to 65535")
workers = number(int, 1, 64, "there can be 1 to 64 workers")
device = number(int, 0, 1 << 16, "a device is a number that `callshadow mic --list` shows")
speed = number(float, 1e-9, 100, "a speed is above 0 and at most 100, where 1 is real time")


def add_period(command: argparse.ArgumentParser) -> None:
    """Add what says which calls are meant: by their starts, and by their agent."""
    command.add_argument(
        "--from", type=_begin, dest="since", metavar="WHEN", help="2026-11-20, or with a time; UTC"
    )
    command.add_argument(
        "--to", type=_end, dest="until", metavar="WHEN", help="a day counts to its end; UTC"
    )
    command.add_argument("--agent", metavar="AGENT_ID", help="default: those of all agents")


def _begin(text: str) -> datetime:
    return _moment(text, timedelta())


def _end(text: str) -> datetime:
    return _moment(text, timedelta(days=1))


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _moment(text: str, of_a_day: timedelta) -> datetime:
    """A time of ISO 8601, UTC where it says no zone; a day's is its midnight and `of_a_day`."""
    try:
        moment = datetime.fromisoformat(text)
        at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        at.astimezone(UTC)  # which is no time in the first year or the last, in some zones
        return at + of_a_day if _is_day(text) else at
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"a time is written like 2026-11-20 or 2026-11-20T08:00:00Z, not '{text}'"
        ) from None
