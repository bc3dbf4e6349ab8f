"""The console as it is served: pages, headers, weight; no browser needed."""

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server.console_page import ROOT
from server.routes import console

FIRST_PAINT_BYTES = 100_000
VENDORED = {
    "uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
    "LICENSE": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
}
"""The files of uPlot 1.6.32 as npm has them, by their SHA-256."""
CRM = "https://crm.example:8443"
PAGES = [
    "/",
    "/calls/CA1",
    "/embed/calls/CA1",
    "/knowledge",
    "/insights",
    "/jobs",
    "/admin",
    "/wall",
    "/desk",
    "/sign-in",
]
REFERENCES = re.compile(r'(?:src|href)="(/static/[^"#]+)')
IMPORTS = re.compile(r'^import .* from "\./([^"]+)";$', re.MULTILINE)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that is nothing but the console."""
    app = FastAPI()
    console.mount(app, {CRM})
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://console") as client:
        yield client


@pytest.mark.parametrize("path", [*PAGES, "/static/js/call.js", "/static/css/base.css"])
async def test_security_headers(client: httpx.AsyncClient, path: str) -> None:
    """Every answer allows this origin's own files alone, and no sniffing and no referrer."""
    answer = await client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    ["/", "/calls/CA1", "/knowledge", "/insights", "/jobs", "/admin", "/wall", "/desk", "/sign-in"],
)
async def test_pages_are_not_framed(client: httpx.AsyncClient, path: str) -> None:
    """No other page may frame the console."""
    policy = (await client.get(path)).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("query", "ancestors"),
    [
        ({}, "'self'"),
        ({"origin": CRM}, f"'self' {CRM}"),
        ({"origin": CRM.upper()}, f"'self' {CRM}"),
        ({"origin": "http://console"}, "'self' http://console"),
        ({"origin": "https://evil.example"}, "'self'"),
        ({"origin": "https://crm.example"}, "'self'"),
        ({"origin": "https://crm.example:8443.evil.example"}, "'self'"),
        ({"origin": "null"}, "'self'"),
        ({"origin": "https://crm.example; script-src *"}, "'self'"),
        ({"origin": "https://crm.example/path"}, "'self'"),
        ({"origin": "*"}, "'self'"),
    ],
)
async def test_embedding(client: httpx.AsyncClient, query: dict[str, str], ancestors: str) -> None:
    """A call may be framed by the origin it names, if that is allowed or our own; by no other.

    What the page tells, it tells that origin alone, which the server writes into it.
    """
    answer = await client.get("/embed/calls/CA1", params=query)
    assert answer.headers["content-security-policy"].endswith(f"frame-ancestors {ancestors}")
    parents = re.findall(r'<meta name="parent-origin" content="([^"]*)">', answer.text)
    assert parents == ancestors.split()[1:]


@pytest.mark.parametrize("path", ["/", "/static/js/state.js"])
async def test_unchanged_files_are_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    """A file is asked for each time, and answered with 304 while it is the same."""
    first = await client.get(path)
    assert first.headers["cache-control"] == "no-cache"
    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers


async def test_a_page_is_compressed_for_who_takes_it(client: httpx.AsyncClient) -> None:
    """A third goes over the wire, and is another version of the page than the plain one."""
    small = await client.get("/", headers={"Accept-Encoding": "gzip"})
    plain = await client.get("/", headers={"Accept-Encoding": "identity"})
    assert small.text == plain.text
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.num_bytes_downloaded * 2 < plain.num_bytes_downloaded
    assert small.headers["etag"] != plain.headers["etag"]
    assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


async def test_files_outside_are_not_served(client: httpx.AsyncClient) -> None:
    """What is not the console's is not found under /static."""
    for path in ("/static/../console.py", "/static/%2e%2e/console.py", "/static/nothing.js"):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_inline_and_nothing_from_elsewhere(
    client: httpx.AsyncClient, path: str
) -> None:
    """A page holds no script and no style of its own, and names no other host."""
    html = (await client.get(path)).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    assert not re.search(r'(src|href)="(https?:)?//', html)


@pytest.mark.parametrize("path", PAGES)
async def test_icons_come_with_the_page(client: httpx.AsyncClient, path: str) -> None:
    """Every icon that a page or a module draws is in the page, so that none needs the network."""
    html = (await client.get(path)).text
    modules = "".join(file.read_text(encoding="utf-8") for file in ROOT.glob("js/*.js"))
    drawn = re.findall(r'href="#icon-([\w-]+)"', html) + re.findall(r'\bicon\("(\w+)"\)', modules)
    assert drawn
    assert set(drawn) <= set(re.findall(r'<symbol id="icon-([\w-]+)"', html))


@pytest.mark.parametrize(
    "path",
    ["/", "/calls/CA1", "/knowledge", "/insights", "/jobs", "/admin", "/wall", "/desk", "/sign-in"],
)
async def test_first_paint_is_light(client: httpx.AsyncClient, path: str) -> None:
    """A page and all that it loads take less than 100 kB on the wire."""
    html = (await client.get(path)).text
    files = {path, *REFERENCES.findall(html)}
    answers = [await client.get(file) for file in sorted(files)]
    assert len(answers) > 10
    assert sum(answer.num_bytes_downloaded for answer in answers) < FIRST_PAINT_BYTES


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_has_its_title_first(client: httpx.AsyncClient, path: str) -> None:
    """What is read aloud, and stands on the tab, waits for no script."""
    html = (await client.get(path)).text
    assert html.index("<title>") < html.index("<script")
    assert html.index("<meta charset=") < 1024


@pytest.mark.parametrize("path", PAGES)
async def test_every_module_is_preloaded(client: httpx.AsyncClient, path: str) -> None:
    """A page names each module that its script needs, once, so that they load side by side."""
    html = (await client.get(path)).text
    named = re.findall(r'(?:modulepreload" href|module" src)="/static/js/([^"]+)"', html)
    needed = {one for module in named for one in IMPORTS.findall(_read(Path("js") / module))}
    assert len(named) == len(set(named))
    assert needed
    assert needed < set(named)


def test_the_chart_library_is_as_its_authors_released_it() -> None:
    """Nobody has changed what is not ours, and its licence is beside it."""
    files = (ROOT / "vendor" / "uplot").iterdir()
    assert {one.name: sha256(one.read_bytes()).hexdigest() for one in files} == VENDORED


def _read(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
