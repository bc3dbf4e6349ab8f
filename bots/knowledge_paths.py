"""Document paths: the files and pages that `callshadow knowledge add` was given."""

import os
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from knowledge.errors import DocumentError
from knowledge.reading.reader import READERS, SAVE_AS, check_size, unread
from services.pages.page_fetch import Page, fetch_page, is_address

_WILD = ("*", "?", "[")


class KnowledgePath(NamedTuple):
    """Something to read.

    Attributes:
        address: Of the page, or the whole path of the file.
        path: The file; None for a page.
    """

    address: str
    path: Path | None


def kept_text(given: str) -> str:
    r"""What the command line gave, as it can be kept: bytes that are no UTF-8 stand as `\xe9`."""
    return os.fsencode(given).decode(errors="backslashreplace")


def wanted(given: Sequence[str]) -> tuple[list[KnowledgePath], list[str]]:
    """What is to be read, each once; and a line for each of what was given that is nothing.

    A folder stands for all files below it that can be read (see `passed_over`); a pattern
    (`docs/*.md`), which a shell may leave to us, for the files that it names.
    """
    found: dict[str, KnowledgePath] = {}
    wrong: list[str] = []
    for one in given:
        if is_address(one):
            found.setdefault(one, KnowledgePath(one, None))
            continue
        paths = sorted(_files(one))
        if not paths:
            wrong.append(_nothing(one))
        for path in paths:
            address = kept_text(str(path.resolve()))
            found.setdefault(address, KnowledgePath(address, path))
    return list(found.values()), wrong


def passed_over(given: Sequence[str]) -> list[str]:
    """A line for each file in the folders that was written to be read, in a kind that can't be."""
    paths = [Path(one) for one in given if not is_address(one)]
    below = (file for path in paths if path.is_dir() for file in _seen_below(path, SAVE_AS))
    return [f"{kept_text(str(one))}: {unread(one.suffix.lower())}" for one in sorted({*below})]


def folders(given: Sequence[str]) -> list[Path]:
    """The folders among what was given, as whole paths."""
    given = [one for one in given if not is_address(one) and Path(one).is_dir()]
    return [Path(kept_text(str(Path(one).resolve()))) for one in given]


async def load(one: KnowledgePath) -> Page:
    """The bytes of a document.

    Raises:
        DocumentError: It can't be had.
    """
    if one.path is None:
        return await fetch_page(one.address)
    try:
        if not one.path.is_file():  # a pipe or a device may have no end
            raise DocumentError(f"{one.path}: no file, and so it has no end that can be relied on")
        check_size(one.path.stat().st_size, str(one.path))
        return Page(one.path.read_bytes(), kept_text(str(one.path)), one.address, None)
    except OSError as error:
        raise DocumentError(f"{one.path}: {error.strerror}") from None


def _files(given: str) -> Iterator[Path]:
    path = Path(given)
    if path.is_dir():
        yield from _seen_below(path, READERS)
    elif path.exists():
        yield path
    elif any(sign in given for sign in _WILD):
        root = Path(path.anchor) if path.is_absolute() else Path()
        pattern = str(path.relative_to(path.anchor)) if path.is_absolute() else given
        yield from (file for file in root.glob(pattern) if file.is_file())


def _seen_below(folder: Path, kinds: Container[str]) -> Iterator[Path]:
    """The files below a folder of one of these endings; none that is hidden."""
    for file in folder.rglob("*"):
        is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.suffix.lower() in kinds and file.suffix and not is_hidden and file.is_file():
            yield file


def _nothing(given: str) -> str:
    if Path(given).is_dir():
        return f"{given}: no file in it can be read; what can is {', '.join(filter(None, READERS))}"
    return f"{given}: there is no such file, folder or address"
