"""What uvicorn tells stands in the process log, and a flood of it does not."""

import asyncio
import logging
from pathlib import Path

import pytest

from server.refusal_log import LINES_A_MINUTE, RefusalLog
from server.serving.serving import serving
from server.serving.uvicorn_log import UvicornLog
from tests.logged import logged
from tests.server.stage import make_runtime


async def test_requests_that_are_none_write_few_lines(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever sends them gets a 400 each time; nothing is printed beside the log."""
    async with (
        make_runtime(tmp_path) as runtime,
        serving(runtime, "127.0.0.1", 0) as (_, port),
    ):
        capfd.readouterr()
        with logged("WARNING") as lines:
            for _ in range(3 * LINES_A_MINUTE):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"NO REQUEST\r\n\r\n")
                assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
                writer.close()
    told = [line for line in lines if "Invalid HTTP request" in line]
    assert len(told) <= LINES_A_MINUTE
    assert all(line.startswith("HTTP server: ") for line in told)
    assert "WARNING:  " not in capfd.readouterr().err


def test_warnings_are_ten_a_minute_and_then_counted() -> None:
    """As those of other refusals."""
    handler = UvicornLog(RefusalLog(lambda: 0.0))
    warning = logging.makeLogRecord(
        {"levelno": logging.WARNING, "msg": "Invalid %s", "args": ("x",)}
    )
    with logged("WARNING") as lines:
        for _ in range(3 * LINES_A_MINUTE):
            handler.handle(warning)
    assert lines[:-1] == ["HTTP server: Invalid x\n"] * LINES_A_MINUTE
    assert "counted and not written" in lines[-1]


def test_an_error_is_told_with_where_it_was() -> None:
    """Each of them: they are ours to mend."""
    log = logging.getLogger("uvicorn.error")
    handler = UvicornLog(RefusalLog())
    log.addHandler(handler)
    try:
        with logged("ERROR") as lines:
            try:
                raise ValueError("odd")
            except ValueError:
                log.exception("Exception in ASGI application\n")
    finally:
        log.removeHandler(handler)
    assert lines[0].startswith("HTTP server: Exception in ASGI application\n")
    assert "ValueError: odd" in lines[0]
