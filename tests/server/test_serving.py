"""HTTP server: where it listens."""

from pathlib import Path

import pytest

from server.serving.listening_socket import web_address
from server.serving.serving import serving
from settings import SettingsError
from tests.server.stage import make_runtime

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused


async def test_a_server_without_keys_refuses_to_start_elsewhere(tmp_path: Path) -> None:
    """`serving` itself refuses, before it listens."""
    async with make_runtime(tmp_path) as runtime:
        with pytest.raises(SettingsError, match="set API_KEYS"):
            async with serving(runtime, EVERYWHERE, 0):
                pass


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860"),
        ("localhost", "http://localhost:7860"),
        ("::1", "http://[::1]:7860"),
        ("fd00::17", "http://[fd00::17]:7860"),
    ],
)
def test_an_address_can_be_opened(host: str, shown: str):
    """The colons of an IPv6 address don't run into the port's, in a link or on the terminal."""
    assert web_address(host, 7860) == shown
