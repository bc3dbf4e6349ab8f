"""Pages are fetched within bounds."""

import asyncio
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import encode_basic_auth, web

from conversation.errors import ErrorCode
from knowledge.errors import DocumentError
from knowledge.reading.reader import MOST_BYTES
from services.pages.page_fetch import fetch_page, is_address

REFUSED, WRONG = ErrorCode.PAGE_NOT_ALLOWED, ErrorCode.PAGE_ADDRESS_WRONG


async def _faq(_: web.Request) -> web.Response:
    return web.Response(text="<p>Fine.</p>", content_type="text/html")


async def _saved(_: web.Request) -> web.Response:
    told = {"Content-Disposition": 'attachment; filename="prices 2026.csv"'}
    return web.Response(body=b"a,b", content_type="application/octet-stream", headers=told)


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(MOST_BYTES // 1_000_000 + 2):
        await response.write(b"x" * 1_000_000)
    return response


async def _locked(request: web.Request) -> web.Response:
    login = request.headers.get("Authorization") == encode_basic_auth("ada", "s3cret")
    return web.Response(text="Yours.") if login else web.Response(status=401)


async def _never(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"<p>More.</p>")
        await asyncio.sleep(0.01)


async def _broken(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"<p>Half")
    assert request.transport
    request.transport.close()
    return response


async def _login(_: web.Request) -> web.Response:
    page = "<p>How to sign in.</p>" + "<form><input name=p type='password'></form>"
    return web.Response(text=page, content_type="text/html")


def _leads(to: str) -> web.Response:
    return web.Response(status=302, headers={"Location": to})


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """A web server."""

    async def moved(request: web.Request) -> web.Response:
        return _leads(request.query.get("to", "/to"))

    app = web.Application()
    app.add_routes([web.get("/help/faq", _faq), web.get("/big", _endless), web.get("/to", moved)])
    app.add_routes([web.get("/saved", _saved), web.get("/locked", _locked)])
    app.add_routes([web.get("/never", _never), web.get("/broken", _broken)])
    app.add_routes([web.get("/sso/login", _login), web.get("/help/author", _login)])
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


async def test_a_place_in_a_page_is_the_page(site: str) -> None:
    """Given or led to: it would be there several times else."""
    for given in (f"{site}/help/faq#pay", f"{site}/to?to=/help/faq%23pay"):
        assert (await fetch_page(given)).address == f"{site}/help/faq"


async def test_a_login_is_used_and_never_told(site: str) -> None:
    """Agents are shown where a page is, and errors are read by many."""
    own = site.replace("//", "//ada:s3cret@")
    assert (await fetch_page(f"{own}/locked")).address == f"{site}/locked"
    led = await fetch_page(f"{site}/to?to={own}/locked")
    assert led.address == f"{site}/locked"
    for given in (f"{own}/nothing", "http://a:s3cret@127.0.0.1:1"):
        with pytest.raises(DocumentError) as refused:
            await fetch_page(f"{given}/%zz")
        assert "s3cret" not in refused.value.message
    with pytest.raises(DocumentError) as refused:
        await fetch_page(f"{site}/to?to=http://a:s3cret@[b/")
    assert "s3cret" not in refused.value.message.partition("it leads to")[2]


async def test_a_file_that_is_offered_has_its_own_name(site: str) -> None:
    """By whose ending it is read."""
    assert (await fetch_page(f"{site}/saved")).name == "prices 2026.csv"


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        ("/nothing", ErrorCode.PAGE_NOT_GIVEN, "the server answers HTTP 404"),
        ("/locked", ErrorCode.PAGE_NOT_GIVEN, "HTTP 401: it asks for a login"),
        ("/to?to=/sso/login?next=/x", ErrorCode.PAGE_NOT_GIVEN, "it leads to a login, http"),
        ("/broken", ErrorCode.PAGE_UNREACHABLE, "breaks off before its end"),
        ("/big", ErrorCode.PAGE_TOO_LARGE, "larger than 20 MB"),
        ("/to", ErrorCode.PAGE_UNREACHABLE, "more than 5 times"),
        ("/to?to=file:///etc/passwd", WRONG, "leads to file://, which is no web page"),
        ("/to?to=http://a.example:99999/", WRONG, "no address"),
        ("/to?to=http://169.254.169.254/latest", REFUSED, "169.254.169.254 is no address"),
        ("/to?to=http://[fe80::1]/", REFUSED, "fe80::1 is no address of documents"),
        ("/to?to=http://2852039166/", REFUSED, "169.254.169.254 is no address of documents"),
        ("/to?to=http://0xa9fea9fe/", REFUSED, "169.254.169.254 is no address of documents"),
        ("/to?to=http://169.254.169.254./", REFUSED, "169.254.169.254 is no address of documents"),
        ("/to?to=http://[::ffff:169.254.1.1]/", REFUSED, "169.254.1.1 is no address of documents"),
        ("/to?to=http://[bad/", WRONG, "it leads to 'http://[bad/', which is no address"),
        ("/to?to=http://:80/x", WRONG, "it leads to 'http://:80/x', which is no address"),
    ],
)
async def test_a_page_that_can_not_be_had_is_named(
    site: str, path: str, code: ErrorCode, told: str
) -> None:
    """In one line, with why, and a code of its own."""
    with pytest.raises(DocumentError, match=re.escape(told)) as error:
        await fetch_page(f"{site}{path}")
    assert error.value.message.startswith(site)
    assert error.value.code is code


async def test_a_page_that_never_ends_is_broken_off(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for want of a server, which is there."""
    short = aiohttp.ClientTimeout(total=0.1)
    monkeypatch.setattr("services.pages.page_fetch._TIMEOUT", short)
    with pytest.raises(DocumentError, match="not there as a whole within a minute") as error:
        await fetch_page(f"{site}/never")
    assert error.value.code is ErrorCode.PAGE_UNREACHABLE


async def test_a_page_with_a_field_for_a_password_is_a_document(site: str) -> None:
    """Where it was asked for, or stands at an address that is no login's."""
    for path in ("/sso/login", "/to?to=/help/author"):
        assert b"How to sign in" in (await fetch_page(f"{site}{path}")).data


async def test_a_server_that_is_not_there_is_named() -> None:
    """By the address that was given."""
    told = r"http://127\.0\.0\.1:1/: it can't be reached"
    with pytest.raises(DocumentError, match=told) as error:
        await fetch_page("http://127.0.0.1:1/")
    assert error.value.code is ErrorCode.PAGE_UNREACHABLE


async def test_what_is_no_address_is_named() -> None:
    """Brackets that don't close end no command."""
    assert is_address("http://[bad/")
    for wrong, told in (("http://[bad/", "is no address"), ("ftp://a/", "is no web page")):
        with pytest.raises(DocumentError, match=told) as error:
            await fetch_page(wrong)
        assert error.value.code is ErrorCode.PAGE_ADDRESS_WRONG


@pytest.mark.parametrize(
    ("text", "is_one"), [("https://a.example/b", True), ("HTTP://a", True), ("C:\\a", False)]
)
def test_an_address_is_told_from_a_path(text: str, is_one: bool) -> None:
    """By its scheme."""
    assert is_address(text) == is_one
