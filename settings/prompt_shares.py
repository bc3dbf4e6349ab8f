"""Prompt shares: the prompts between which calls are split, as `COACH_PROMPT` names them.

coach                               all calls
coach:80,prompts/mine.en.yaml:20    80 calls of 100, and 20
coach:1,mine.en.yaml:0              all calls; the other is read, and has none for now
"""

import re
from dataclasses import dataclass

MAX_WEIGHT = 1_000_000
_ALLOWED = (
    "a prompt, or some with a weight each, between commas: coach:80,prompts/mine.en.yaml:20"
    f" (whole numbers up to {MAX_WEIGHT}, one at least above 0)"
)
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_FILES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class PromptShare:
    """A prompt's part of the calls.

    Attributes:
        name: A bundled prompt, or the path of a file.
        weight: How many calls it has, beside the weights of the others.
    """

    name: str
    weight: int


def parse_shares(text: str) -> tuple[PromptShare, ...]:
    """The prompts that calls are split between, in their order.

    Raises:
        ValueError: An entry has no name, or a weight that is none; one of several has no weight;
            one stands there twice; or all weights are 0.
    """
    entries = [entry.strip() for entry in text.split(",")]
    parts = [_parts(entry) for entry in entries]
    if len(parts) == 1 and parts[0][1] is None:
        parts = [(parts[0][0], 1)]
    for entry, (name, weight) in zip(entries, parts, strict=True):
        if not name or weight is None:
            raise ValueError(f"{_ALLOWED}; {entry!r} has no {'weight' if name else 'name'}")
    shares = tuple(PromptShare(name, weight or 0) for name, weight in parts)
    names = [share.name for share in shares]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"{twice!r} stands there twice: give it one weight")
    if not any(share.weight for share in shares):
        raise ValueError(f"{_ALLOWED}; all weights are 0")
    return shares


def parse_variables(text: str) -> dict[str, str]:
    """The values of prompts' variables, as `name=value` between commas.

    Raises:
        ValueError: An entry is none, or a name stands there twice.
    """
    found: dict[str, str] = {}
    for entry in filter(None, map(str.strip, text.split(","))):
        name, _, value = (part.strip() for part in entry.partition("="))
        if not _VARIABLE.fullmatch(name) or not value:
            raise ValueError(
                f"variables of a prompt as name=value, between commas; {entry!r} is none"
                " (a value with a comma stands in the prompt's file)"
            )
        if name in found:
            raise ValueError(f"{name!r} stands there twice")
        found[name] = value
    return found


def prompt_setting(text: str) -> str:
    """What COACH_PROMPT may say, as it is.

    Raises:
        ValueError: As `parse_shares`.
    """
    parse_shares(text)
    return text


def _parts(entry: str) -> tuple[str, int | None]:
    """A name and its weight, None where it has none; a path may have colons of its own."""
    name, colon, weight = (part.strip() for part in entry.rpartition(":"))
    if not colon or weight.endswith(_FILES) or "/" in weight or "\\" in weight:
        return entry, None
    if not (weight.isascii() and weight.isdigit() and len(weight) <= len(str(MAX_WEIGHT))):
        raise ValueError(f"{_ALLOWED}; {weight!r} is no weight")
    if int(weight) > MAX_WEIGHT:
        raise ValueError(f"{_ALLOWED}; {weight} is more")
    return name, int(weight)
