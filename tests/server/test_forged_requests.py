"""Forged requests: no route of the application does what another page asks with a user's cookie."""

from pathlib import Path

import orjson
from websockets.asyncio.client import connect
from websockets.typing import Origin

from server.app import create_app
from server.auth.session_cookie import CSRF_HEADER, csrf_of
from server.carriers.names import CARRIER_PATHS
from server.serving.serving import serving
from tests.server.route_table import filled, requests_of, sockets_of
from tests.server.signing_in import SESSION, USERS, begin_session
from tests.server.stage import MARIAS, an_app, asked, from_everywhere, make_runtime, refused

OWN, ELSEWHERE = "http://127.0.0.1", "https://evil.example"
SAFE = {"GET", "HEAD", "OPTIONS"}
FORGED = {"csrf_wrong", "origin_not_allowed"}
PROVIDERS_OWN = "/auth/backchannel-logout"
"""It takes a signed token, and no cookie."""


async def test_no_route_takes_a_forged_request(tmp_path: Path) -> None:
    """Each method that changes something, at each route of the table; the console's own is taken.

    Without the page's token, with another session's, or from elsewhere. A carrier's webhooks and
    the provider's take no cookie: pages elsewhere are kept from the first by their origin alone.
    """
    walked = set[tuple[str, str]]()
    async with (
        an_app(tmp_path, **USERS) as (runtime, app),
        asked(from_everywhere(app)) as client,
    ):
        for method, path in requests_of(app):
            if method in SAFE:
                continue
            at, secret = filled(path, call_id=MARIAS), await begin_session(runtime)
            own = {"Cookie": f"{SESSION}={secret}"}
            token = {CSRF_HEADER: csrf_of(secret)}
            forged = [token | {"Origin": ELSEWHERE}, token | {"Origin": "null"}]
            if not path.startswith(CARRIER_PATHS):
                others = {CSRF_HEADER: csrf_of("x" * 43)}
                forged += [{}, token, {"Origin": OWN}, others | {"Origin": OWN}]
            walked.add((method, path))
            for headers in forged if path != PROVIDERS_OWN else ():
                answer = await client.request(method, at, headers=own | headers)
                told = (method, path, headers, answer.text)
                assert answer.status_code == 403, told
                assert answer.json()["error_code"] in FORGED, told
            right = own | token | {"Origin": OWN}
            answer = await client.request(method, at, headers=right)
            assert answer.status_code != 401, (method, path)
            assert not any(one in answer.text for one in FORGED), (method, path)
    assert len(walked) > 45


async def test_no_socket_opens_for_a_page_elsewhere(tmp_path: Path) -> None:
    """Each WebSocket of the table: a browser sends the cookie along, and says where the page is."""
    async with (
        make_runtime(tmp_path, **USERS) as runtime,
        serving(runtime, "127.0.0.1", 0) as (_, port),
    ):
        cookie = {"Cookie": f"{SESSION}={await begin_session(runtime)}"}
        paths = sockets_of(create_app(runtime))
        assert len(paths) >= 7
        for path in paths:
            address = f"ws://127.0.0.1:{port}{filled(path, call_id=MARIAS)}"
            for origin in (ELSEWHERE, "null", "http://127.0.0.1:1"):
                refusal = await refused(
                    connect(address, origin=Origin(origin), additional_headers=cookie, proxy=None)
                )
                assert refusal, (path, origin)
                assert refusal.status_code == 403, (path, origin)
                assert orjson.loads(refusal.body)["error_code"] in FORGED, (path, origin)
