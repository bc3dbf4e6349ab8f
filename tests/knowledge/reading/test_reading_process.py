"""Reading process: what a document does to who reads it is done to a child, and told in a line."""

import time
from contextlib import suppress

import pytest

from knowledge.document import Audience, Passage
from knowledge.errors import DocumentError
from knowledge.reading.reader import MOST_BYTES, read
from knowledge.reading.reading_process import ReadingProcess
from tests.knowledge.reading.files import docx, pdf, pdf_that_draws_itself

GOOD = b"# Prices\n\nThe Pro plan costs 40 euros.\n"


async def passages_of_good(reading: ReadingProcess) -> list[Passage]:
    """What is read of it, by a child that on a busy machine may take too long to begin."""
    while True:
        with suppress(DocumentError):
            return (await reading.read(GOOD, "a.md", "a.md"))[1]


async def test_documents_are_read_as_here() -> None:
    """One after the other, of each kind, with whom they are for and what a server calls them."""
    whom = Audience(("sales",), "gold")
    async with ReadingProcess() as reading:
        for data, name, kind in (
            (GOOD, "a.md", None),
            (pdf("The Pro plan costs 40 euros."), "a.pdf", None),
            (docx("#Prices", "Forty euros"), "a.docx", None),
            ("Größe".encode("cp1252"), "page", "text/html; charset=windows-1252"),
        ):
            assert await reading.read(data, name, f"/{name}", whom, kind) == read(
                data, name, f"/{name}", whom, kind
            )


async def test_what_is_wrong_is_told_as_here() -> None:
    """And the next one is read."""
    async with ReadingProcess() as reading:
        for data, name, why in (
            (b"", "a.md", "is empty"),
            (b"\x00\x01" * 99, "a.txt", "binary"),
            (b"x" * (MOST_BYTES + 1), "a.txt", "more than"),
        ):
            with pytest.raises(DocumentError, match=rf"^{name}: .*{why}"):
                await reading.read(data, name, name)
        assert (await reading.read(GOOD, "a.md", "a.md"))[1]


async def test_a_document_that_never_ends_is_broken_off() -> None:
    """A PDF whose form draws itself; it is named, and the next one is read."""
    async with ReadingProcess(most_s=1) as reading:
        began = time.process_time()
        with pytest.raises(DocumentError, match=r"^loop\.pdf: it takes more than 1 s"):
            await reading.read(pdf_that_draws_itself(), "loop.pdf", "loop.pdf")
        assert time.process_time() - began < 1, "it costs who asks next to nothing"
        assert await passages_of_good(reading)


async def test_a_document_that_takes_all_memory_is_broken_off() -> None:
    """By a limit that this one, which is no bomb, does not hold."""
    async with ReadingProcess(most_memory=500_000_000) as reading:
        table = b"<table>" + (b"<tr>" + b"<td>1" * 100) * 20_000
        with pytest.raises(DocumentError, match=r"^big\.html: "):
            await reading.read(table, "big.html", "big.html")
        assert (await reading.read(GOOD, "a.md", "a.md"))[1]
