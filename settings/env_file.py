"""Setting file, `.env`: the first line in it that is no setting."""

from pathlib import Path

from dotenv.parser import parse_stream


def wrong_line(file: str | Path | None) -> str | None:
    """What is wrong with a file of settings, without its words, which may be a secret's.

    A line that can't be read would be left out, and the server be open without a key that it names.
    """
    path = Path(file) if file else None
    if path is None or not path.is_file():
        return None
    with path.open(encoding="utf-8") as lines:
        wrong = next((found for found in parse_stream(lines) if found.error), None)
    if wrong is None:
        return None
    text = wrong.original.string
    number = wrong.original.line + text[: len(text) - len(text.lstrip())].count("\n")
    return f"{path.name}, line {number}: not NAME=value; a quote that begins also ends"
