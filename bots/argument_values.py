"""Argument values: numbers of the command line, each with its bounds and what is right."""

import argparse
from collections.abc import Callable
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
