"""Setting file, `.env`: the first line in it that is no setting."""

import re
from pathlib import Path

from dotenv.parser import Binding, parse_stream

_NAME = re.compile(r"[\w.-]+")


def wrong_line(file: str | Path | None) -> str | None:
    """What is wrong with a file of settings, without its words, which may be a secret's.

    A line that can't be read would be left out, and the server be open without a key that it names.
    """
    path = Path(file) if file else None
    if path is None or not path.is_file():
        return None
    with path.open(encoding="utf-8") as lines:
        try:
            wrong = next((found for found in parse_stream(lines) if _is_wrong(found)), None)
        except UnicodeDecodeError:  # PowerShell's `>` writes UTF-16
            return f"{path.name}: is not in UTF-8; save it in that encoding"
    if wrong is None:
        return None
    text = wrong.original.string
    number = wrong.original.line + text[: len(text) - len(text.lstrip())].count("\n")
    return f"{path.name}, line {number}: not NAME=value; a quote that begins also ends"


def _is_wrong(found: Binding) -> bool:
    """Whether a line would be left out: `$env:NAME="x"`, JSON, or any other format's."""
    return found.error or not (found.key is None or _NAME.fullmatch(found.key))
