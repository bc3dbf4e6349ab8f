"""Message pace: how many messages without audio a stream may send; more are read more slowly."""

import asyncio
from collections.abc import Sequence

from loguru import logger

from conversation.token_bucket import TokenBucket
from pubsub.clock import now_s
from transports.streams.packet import Packet

A_SECOND = 500
"""A carrier sends a hundred packets a second, of which a few bring no audio yet."""
AT_ONCE = 6_000
"""What a network kept back for a minute comes at once."""


class MessagePace:
    """The messages of one stream that bring no audio: their pace costs a part of a core at most."""

    def __init__(self) -> None:
        """Begin a stream."""
        self._bucket = TokenBucket(A_SECOND, AT_ONCE)
        self._told = False

    async def keep(self, heard: object) -> None:
        """Return at once after audio; after another message, when the next may be read.

        Args:
            heard: What a message brought.
        """
        packets = [heard] if isinstance(heard, Packet) else heard
        if isinstance(packets, Sequence) and any(_is_audio(one) for one in packets):
            return
        wait_s = self._bucket.owe(now_s())
        if wait_s and not self._told:
            logger.warning("media stream: a flood of messages without audio is read more slowly")
            self._told = True
        if wait_s:
            await asyncio.sleep(wait_s)


def _is_audio(heard: object) -> bool:
    return isinstance(heard, Packet) and bool(heard.pcm)
