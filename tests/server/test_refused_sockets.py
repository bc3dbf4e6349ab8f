"""What the log says of a WebSocket whose client is at fault: nothing, for that is none of ours."""

import logging
from pathlib import Path

from websockets.frames import Frame, Opcode

from tests.server.stage import API_KEYS, MARIAS, close_code, refused, served


async def test_a_refused_socket_is_no_error_in_the_log(tmp_path: Path) -> None:
    """Uvicorn would call each refusal by HTTP status an error of the application."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())
    log = logging.getLogger("uvicorn.error")
    async with served(tmp_path, api_keys=API_KEYS) as server:
        log.addHandler(handler)
        refusal = await refused(server.live(MARIAS, None))
    log.removeHandler(handler)
    assert refusal is not None
    assert [line for line in said if "handshake" in line] == []


async def test_a_text_that_is_not_utf_8_is_no_trace_in_the_log(tmp_path: Path) -> None:
    """Who streams it is told by the close code; uvicorn would show where it was decoded."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())
    log = logging.getLogger("uvicorn.error")
    async with served(tmp_path) as server, server.media() as socket:
        log.addHandler(handler)
        socket.transport.write(Frame(Opcode.TEXT, b"\xff").serialize(mask=True))
        assert await close_code(socket) == 1007
    log.removeHandler(handler)
    assert said == []
