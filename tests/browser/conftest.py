"""One Chromium for all browser tests, or a plain reason why there is none."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.chromium import Browser

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium; without one the test is skipped, or fails with CALLSHADOW_REQUIRE_CHROMIUM=1."""
    path = chromium.find()
    if path is None:
        _missing("chromium is not installed (apt-get install chromium)")
    else:
        async with chromium.browser(path) as running:
            yield running


@pytest.fixture
def axe() -> str:
    """The source of axe-core; where npm has not brought it, the test is skipped, or fails."""
    if not AXE.is_file():
        _missing("axe-core is not installed (make axe)")
    return AXE.read_text(encoding="utf-8")


def _missing(reason: str) -> None:
    if os.environ.get("CALLSHADOW_REQUIRE_CHROMIUM") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
