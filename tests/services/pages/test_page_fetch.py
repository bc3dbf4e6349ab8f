"""Pages are fetched within bounds."""

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from knowledge.errors import DocumentError
from knowledge.reading.reader import MOST_BYTES
from services.pages.page_fetch import CheckedResolver, fetch_page, is_address


async def _faq(_: web.Request) -> web.Response:
    return web.Response(text="<p>Fine.</p>", content_type="text/html")


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(MOST_BYTES // 1_000_000 + 2):
        await response.write(b"x" * 1_000_000)
    return response


def _leads(to: str) -> web.Response:
    return web.Response(status=302, headers={"Location": to})


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """A web server."""

    async def moved(request: web.Request) -> web.Response:
        return _leads(request.query.get("to", "/to"))

    app = web.Application()
    app.add_routes([web.get("/help/faq", _faq), web.get("/big", _endless), web.get("/to", moved)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_page_is_fetched_where_it_has_moved_to(site: str) -> None:
    """Its name and its kind are the server's."""
    page = await fetch_page(f"{site}/to?to=/help/faq")
    assert (page.data, page.name, page.address) == (b"<p>Fine.</p>", "faq", f"{site}/help/faq")
    assert page.content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/nothing", "the server answers HTTP 404"),
        ("/big", "larger than 20 MB"),
        ("/to", "more than 5 times"),
        ("/to?to=file:///etc/passwd", "leads to file://, which is no web page"),
        ("/to?to=http://169.254.169.254/latest", "169.254.169.254 is no address of documents"),
        ("/to?to=http://[fe80::1]/", "fe80::1 is no address of documents"),
        ("/to?to=http://2852039166/", "169.254.169.254 is no address of documents"),
        ("/to?to=http://0xa9fea9fe/", "169.254.169.254 is no address of documents"),
        ("/to?to=http://169.254.169.254./", "169.254.169.254 is no address of documents"),
        ("/to?to=http://[::ffff:169.254.1.1]/", "169.254.1.1 is no address of documents"),
        ("/to?to=http://[bad/", "it leads to 'http://[bad/', which is no address"),
    ],
)
async def test_a_page_that_can_not_be_had_is_named(site: str, path: str, told: str) -> None:
    """In one line, with why."""
    with pytest.raises(DocumentError, match=re.escape(told)) as error:
        await fetch_page(f"{site}{path}")
    assert error.value.message.startswith(site)


async def test_a_server_that_is_not_there_is_named() -> None:
    """By the address that was given."""
    with pytest.raises(DocumentError, match=r"http://127\.0\.0\.1:1/: it can't be reached"):
        await fetch_page("http://127.0.0.1:1/")


async def test_a_name_of_a_refused_address_is_refused() -> None:
    """A name may lead where its address is not allowed to."""
    with pytest.raises(DocumentError, match=r"169\.254\.169\.254 is no address of documents"):
        await CheckedResolver().resolve("169.254.169.254", 80)


async def test_what_is_no_address_is_named() -> None:
    """Brackets that don't close end no command."""
    assert is_address("http://[bad/")
    with pytest.raises(DocumentError, match="is no address"):
        await fetch_page("http://[bad/")


@pytest.mark.parametrize(
    ("text", "is_one"), [("https://a.example/b", True), ("HTTP://a", True), ("C:\\a", False)]
)
def test_an_address_is_told_from_a_path(text: str, is_one: bool) -> None:
    """By its scheme."""
    assert is_address(text) == is_one
