"""First field: whether a model's answer has begun, be it behind thinking, fences or politeness."""

from conversation.coaching.answer_finder import AnswerFinder, Fields


class FirstField:
    """Reads an answer until its first field.

    Attributes:
        found: Whether one was found.
    """

    def __init__(self) -> None:
        """Create the reader of one answer."""
        self.found = False
        self._finder = AnswerFinder(_fields)

    def feed(self, piece: str) -> bool:
        """Take the next piece; returns whether a field has begun."""
        if not self.found:
            finder = self._finder
            finder.feed(piece)
            growing = finder.growing()
            self.found = bool(finder.answer or finder.candidate or (growing and growing[0]))
        return self.found


def _fields(raw: Fields) -> Fields | None:
    return raw or None
