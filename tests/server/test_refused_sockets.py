"""What the log says of a WebSocket that was refused: nothing, for that is no fault of ours."""

import logging
from pathlib import Path

from tests.server.stage import API_KEYS, MARIAS, refused, served


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
