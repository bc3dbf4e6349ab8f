"""The files of pages: compressed once, and read again when they have changed."""

import os
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server.pages import PageFiles

SCRIPT = "export const words = 'said';\n" * 100


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    """A client of an application that serves one script."""
    (tmp_path / "some.js").write_text(SCRIPT)
    app = FastAPI()
    app.mount("/static", PageFiles(tmp_path, r"[a-z]+\.js"))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pages/static/")


async def test_a_file_is_compressed_for_who_takes_it(client: httpx.AsyncClient) -> None:
    """The compressed one is another version of it, with a tag of its own."""
    small = await client.get("some.js", headers={"Accept-Encoding": "gzip"})
    plain = await client.get("some.js", headers={"Accept-Encoding": "identity"})
    assert small.text == plain.text == SCRIPT
    assert small.num_bytes_downloaded * 4 < plain.num_bytes_downloaded == len(SCRIPT)
    assert small.headers["etag"] != plain.headers["etag"]
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("before", ["", '"other", '])
@pytest.mark.parametrize("weak", ["", "W/"])
async def test_a_file_that_has_changed_is_sent_again(
    client: httpx.AsyncClient, tmp_path: Path, before: str, weak: str
) -> None:
    """304 as long as it is the same, also to who knows several, or by way of a proxy."""
    first = await client.get("some.js")
    known = {"If-None-Match": f"{before}{weak}{first.headers['etag']}"}
    assert (await client.get("some.js", headers=known)).status_code == 304
    (tmp_path / "some.js").write_text(SCRIPT.replace("said", "told"))
    os.utime(tmp_path / "some.js", (1, 1))
    again = await client.get("some.js", headers=known)
    assert (again.status_code, again.text) == (200, SCRIPT.replace("said", "told"))


async def test_other_names_are_not_found(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """Nor is a folder, nor what has gone."""
    (tmp_path / "a.txt").touch()
    (tmp_path / "folder.js").mkdir()
    assert (await client.get("some.js")).status_code == 200
    (tmp_path / "some.js").unlink()
    for name in ("a.txt", "folder.js", "some.js"):
        assert (await client.get(name)).status_code == 404
    assert (await client.post("some.js")).status_code == 405
