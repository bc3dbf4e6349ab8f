"""Odd messages of a connection: those that can't be used are passed over, and counted."""

from loguru import logger

from conversation.token_bucket import TokenBucket
from pubsub.clock import Clock
from services.stt.deepgram.answer_fields import AnswerError

# A recogniser that babbles does so to all parties of the process.
_LINES, _CLOCK = TokenBucket(rate=0.1, burst=3), Clock()


class OddMessages:
    """The messages of one connection that can't be used.

    Attributes:
        count: How many there were; they may have held words.
    """

    def __init__(self) -> None:
        """There was none."""
        self.count = 0

    def pass_over(self, error: AnswerError) -> None:
        """Count one; it is logged where few were lately."""
        self.count += 1
        if _LINES.spend(_CLOCK.monotonic()):
            logger.warning(
                "speech recognition: a message is passed over, number {} of its connection: {}",
                self.count,
                error,
            )
