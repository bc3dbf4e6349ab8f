"""One Chromium and two servers for all browser tests, or a plain reason why there are none."""

import os
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import pytest
import pytest_asyncio

from peers.server_process import ServerProcess
from server.routes import console
from tests.browser import chromium
from tests.browser.app_server import PORTS, KeepingServer, KeptFiles
from tests.browser.chromium import Browser, Chromium
from tests.browser.keys import API_KEYS

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def devtools() -> Iterator[Chromium]:
    """A Chromium; without one the test is skipped, or fails with CALLSHADOW_REQUIRE_CHROMIUM=1."""
    with chromium.running(_found(chromium.ANY)) as running:
        yield running


@pytest.fixture
async def browser(devtools: Chromium) -> AsyncIterator[Browser]:
    """The Chromium, with no page open."""
    async with chromium.connected(devtools) as connected:
        yield connected
    PORTS.free()


@pytest.fixture(scope="package", autouse=True)
def kept_files() -> Iterator[None]:
    """Files of pages that servers in this process send are kept by the Chromium."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(console, "PageFiles", KeptFiles)
        yield


@pytest.fixture
async def whole_browser() -> AsyncIterator[Browser]:
    """A Chromium with tabs, of which one is in front, and with notices; its shell has neither."""
    async with chromium.browser(_found(chromium.WHOLE)) as connected:
        yield connected


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """The product, which reads pages of this machine; each test has a call of its own there."""
    folder = tmp_path_factory.mktemp("server")
    async with KeepingServer(folder, KNOWLEDGE_PAGES="any") as running:
        yield running


@pytest.fixture(scope="package")
def crm_listener() -> Iterator[socket.socket]:
    """The address of the page that may show the calls of `locked_server`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def locked_server(
    crm_listener: socket.socket, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ServerProcess]:
    """The product, which asks for a key; each test has a call of its own there."""
    folder = tmp_path_factory.mktemp("locked_server")
    crm = f"http://127.0.0.1:{crm_listener.getsockname()[1]}"
    async with ServerProcess(folder, API_KEYS=API_KEYS, ALLOWED_ORIGINS=crm) as running:
        yield running


@pytest.fixture
def axe() -> str:
    """The source of axe-core; where npm has not brought it, the test is skipped, or fails."""
    if not AXE.is_file():
        _missing("axe-core is not installed (make axe)")
    return AXE.read_text(encoding="utf-8")


def _found(names: Sequence[str]) -> str:
    path = chromium.find(names)
    return path or _missing("chromium is not installed (apt-get install chromium)")


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CALLSHADOW_REQUIRE_CHROMIUM") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
