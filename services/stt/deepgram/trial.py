"""Connection trial of `callshadow check`: Deepgram is asked as by a call, and hung up on.

It takes a handshake, and may yet refuse what comes over it: a tenth of a second of silence is sent,
and that no more comes. Deepgram answers, and closes in good order.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from websockets.exceptions import ConnectionClosed

from conversation.events.status_codes import StatusCode
from conversation.json_values import fields_of
from services.stt.deepgram import connection, flux
from services.stt.deepgram.answer_fields import document
from services.stt.deepgram.endings import closed_unheard, told_error, unheard
from services.stt.deepgram.flux_handshake import ready
from services.stt.deepgram.socket import open_socket
from services.stt.refusal import SttRefusal, SttRefusedError

_SILENCE = bytes(1600)  # on the phone
_ANSWER_S = 3.0
_MUTE = SttRefusal(
    StatusCode.STT_UNREACHABLE,
    "takes the connection and tells nothing over it; check DEEPGRAM_BASE_URL",
    permanent=False,
)
_BABBLE = replace(_MUTE, advice="answers what can't be read; check DEEPGRAM_BASE_URL")
_BROKEN = replace(_MUTE, advice="takes the connection and breaks it off; check DEEPGRAM_BASE_URL")


async def tried(
    base_url: str, api_key: str, query: Mapping[str, str | Sequence[str]], *, is_flux: bool
) -> None:
    """Return where a call would be heard.

    Args:
        base_url: `ws(s)://` or `http(s)://`.
        api_key: The key.
        query: What is asked of the recogniser.
        is_flux: Whether the model is one of Flux.

    Raises:
        SttRefusedError: It would not, and why.
    """
    path = flux.PATH if is_flux else connection.PATH
    async with await open_socket(base_url, path, api_key, query) as socket:
        if is_flux:
            await ready(socket)
        with suppress(ConnectionClosed):  # what is read says why
            await socket.send(_SILENCE)
            await socket.send(connection.CLOSE)
        messages = 0
        try:
            async with asyncio.timeout(_ANSWER_S):
                async for message in socket:
                    _check(message)
                    messages += 1
        except TimeoutError as error:
            if not (messages or is_flux):
                raise _error(_MUTE) from error
        except ConnectionClosed as error:
            raise _of(error) from error
        else:
            if not (messages or is_flux):
                raise closed_unheard(socket)


def _check(message: str | bytes) -> None:
    try:
        said = fields_of(document(message))
    except (ValueError, RecursionError) as error:
        raise _error(_BABBLE) from error
    if said.get("type") == "Error":
        raise told_error(said)


def _of(error: ConnectionClosed) -> SttRefusedError:
    refusal = unheard(error)
    return refusal if isinstance(refusal, SttRefusedError) else _error(_BROKEN)


def _error(refusal: SttRefusal) -> SttRefusedError:
    return SttRefusedError(refusal, None)
