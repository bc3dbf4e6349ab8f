"""Page's text in a PDF, read once for all who ask for it."""

from functools import cached_property

from pypdfium2 import PdfTextPage


class PageText:
    """The text of a page.

    Attributes:
        page: What PDFium tells of each of its characters.
        whole: All of it, in the order of the file.
    """

    def __init__(self, page: PdfTextPage) -> None:
        """Read it."""
        self.page = page
        self.whole = page.get_text_range()

    @cached_property
    def count(self) -> int:
        """How many characters PDFium tells of."""
        return self.page.count_chars()

    @property
    def is_counted(self) -> bool:
        """Whether the characters of `whole` are those that PDFium tells of, one by one."""
        return len(self.whole) == self.count
