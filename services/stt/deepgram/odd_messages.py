"""Odd messages of a connection: those that can't be used are passed over, and counted."""

from loguru import logger

from services.stt.deepgram.answer_fields import AnswerError

_LOGGED_EVERY = 100


class OddMessages:
    """The messages of one connection that can't be used.

    Attributes:
        count: How many there were; they may have held words.
    """

    def __init__(self) -> None:
        """There was none."""
        self.count = 0

    def pass_over(self, error: AnswerError) -> None:
        """Count one; the first is logged, and each hundredth."""
        if self.count % _LOGGED_EVERY == 0:
            logger.warning("speech recognition: a message is passed over: {}", error)
        self.count += 1
