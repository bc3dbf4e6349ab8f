"""Last words of a call: what is owed is waited for as long as it comes."""

import asyncio

from services.stt import connection_policy
from services.stt.audio_sender import AudioSender
from services.stt.kept_connection import KeptConnection

_LOOK_S = 0.05


async def last_words(sender: AudioSender, connection: KeptConnection) -> None:
    """Wait until all is sent and answered.

    News are results, and audio that is sent; not where it is sent again and again, to connections
    that do not last.

    Raises:
        TimeoutError: There is no connection, or nothing comes any more, or not for long.
    """
    now = asyncio.get_running_loop().time
    began = news = now()
    connection.hurry()
    heard_at, sent_ms, failures = sender.heard_at, sender.buffer.sent_ms, connection.failures
    while _owes(sender):
        await asyncio.sleep(_LOOK_S)
        await sender.send_waiting()
        is_sent = sender.buffer.sent_ms != sent_ms and connection.failures <= failures
        if is_sent or sender.heard_at not in (None, heard_at):
            news, heard_at, sent_ms = now(), sender.heard_at, sender.buffer.sent_ms
        if connection.current is None:
            patience_s = connection_policy.LAST_CONNECTION_S
        elif sender.owes:
            patience_s = connection_policy.LAST_RESULT_S
        else:
            patience_s = connection_policy.LAST_ANSWER_S
        if now() - news > patience_s or now() - began > connection_policy.LAST_WORDS_S:
            raise TimeoutError


def _owes(sender: AudioSender) -> bool:
    return sender.finalize.owes or (sender.buffer.speech_ms() > 0 and not sender.caught_up)
