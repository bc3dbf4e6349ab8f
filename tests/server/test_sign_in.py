"""Sign-in by OpenID Connect: over real sockets, against a provider that checks what it is sent."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import pytest_asyncio
from loguru import logger

from peers.identity_provider import CLIENT
from peers.signing_key import SigningKey
from server.auth.landing_page import page_of_ours
from server.auth.session_cookie import ATTEMPT_S, CSRF_HEADER
from server.refusal_log import LINES_A_MINUTE
from services.identity.description import DOWN_S
from settings import Settings, SettingsError, load
from tests.server.signing_in import CSRF, SESSION, Signing, cookies_of, signing, why
from tests.server.stage import BENS, MARIA, MARIAS, SAM, close_code, events, refused


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says so of itself."""
    return jwt.encode(claims, "", "none")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Signing]:
    """One server and one provider for the tests that leave both as they were."""
    async with signing(tmp_path_factory.mktemp("signing")) as running:
        yield running


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_user_acts_as_a_key_of_their_role(shared: Signing) -> None:
    """An agent sees their own calls, a supervisor all, and neither is an administrator."""
    for user, statuses in (
        ("maria", (200, 403, 403)),
        ("sam", (200, 200, 403)),
        ("ada", (200,) * 3),
    ):
        async with shared.browser(user) as browser:
            paths = (f"/api/calls/{MARIAS}", f"/api/calls/{BENS}", "/api/settings")
            answers = [await browser.client.get(path) for path in paths]
            assert tuple(answer.status_code for answer in answers) == statuses
            listed = await browser.client.get("/api/calls")
            assert len(listed.json()) == (1 if user == "maria" else 2)
            refusal = await refused(browser.live(BENS))
            assert (refusal and refusal.status_code) == (403 if user == "maria" else None)


async def test_who_is_signed_in(shared: Signing) -> None:
    """The page learns a name and a role; a key and a token have no session."""
    async with shared.browser("maria") as browser, shared.server.ask(MARIA) as key:
        user = (await browser.client.get("/api/session")).json()
        assert (user["name"], user["display_name"], user["role"]) == (
            "maria",
            "Maria Ortiz",
            "agent",
        )
        assert browser.client.cookies[SESSION] not in str(user)
        assert (await key.get("/api/session")).status_code == 404


async def test_cookies_are_the_browsers_alone(shared: Signing) -> None:
    """No script reads the session's; what a page reads proves nothing without it."""
    async with shared.browser() as browser:
        begun = await browser.client.get("/auth/sign-in")
        assert cookies_of(begun)["callshadow-sign-in"]["httponly"]
        address = shared.provider.code_for("maria", begun.headers["location"])
        found = cookies_of(await browser.client.get(address))
        assert found[SESSION]["httponly"]
        assert not found[CSRF]["httponly"]
        for one in found.values():
            assert (one["samesite"], one["path"], one["domain"]) == ("lax", "/", "")
        assert found["callshadow-sign-in"]["max-age"] == "0"


async def test_behind_https_cookies_are_of_this_host_alone(tmp_path: Path) -> None:
    """`Secure` and `__Host-`, so that no sibling site can set one; plain http is not our page."""
    async with signing(tmp_path, public_url="https://coach.example.com") as stage:
        stage.provider.redirects = {"https://coach.example.com/auth/callback"}
        async with stage.browser() as browser:
            begun = await browser.client.get("/auth/sign-in")
            cookie = cookies_of(begun)["__Host-callshadow-sign-in"]
            assert cookie["secure"]
            back = stage.provider.code_for("sam", begun.headers["location"])
            sent = {"Cookie": f"__Host-callshadow-sign-in={cookie.value}"}
            answer = await browser.client.get(
                back.replace("https://coach.example.com", stage.server.http), headers=sent
            )
            found = cookies_of(answer)
            assert found[f"__Host-{SESSION}"]["secure"]
            held = f"__Host-{SESSION}={found[f'__Host-{SESSION}'].value}"
            for name, origin, status in (
                (held, "https://coach.example.com", 200),
                (held, "http://coach.example.com", 403),
                (held.removeprefix("__Host-"), "https://coach.example.com", 401),
            ):
                headers = {"Cookie": name, "Origin": origin}
                answer = await browser.client.get("/api/calls", headers=headers)
                assert answer.status_code == status


async def test_only_a_digest_of_a_session_is_kept(shared: Signing) -> None:
    """Who reads the database can't sign in as anybody."""
    async with shared.browser("ada") as browser:
        secret = browser.client.cookies[SESSION]
        listed = (await browser.client.get("/api/sessions")).text
        assert '"ada"' in listed
        assert secret not in listed
    folder = shared.server.runtime.settings.data_dir
    kept = b"".join(path.read_bytes() for path in folder.glob("calls.db*"))
    assert secret.encode() not in kept


@pytest.mark.parametrize("stolen", ["state", "cookie", "none"])
async def test_an_answer_is_taken_from_its_own_browser_alone(shared: Signing, stolen: str) -> None:
    """Somebody else's sign-in, sent as a link, signs nobody in: no browser but that began it."""
    async with shared.browser() as attacker, shared.browser() as victim:
        theirs = await attacker.begin()
        if stolen == "cookie":
            await victim.begin()
        back = shared.provider.code_for("sam", theirs)
        if stolen == "none":
            back = back.replace("state=", "state=x")
        assert why(await victim.come_back(back)) == "sign_in_expired"
        assert (await victim.client.get("/api/calls")).status_code == 401


async def test_a_sign_in_counts_once_and_not_for_ever(shared: Signing) -> None:
    """The same answer again, or too late, is none, though its browser brings it."""
    async with shared.browser() as browser:
        address = await browser.begin()
        held = dict(browser.client.cookies)
        back = shared.provider.code_for("sam", address)
        assert why(await browser.come_back(back)) is None
        browser.client.cookies.clear()
        browser.client.cookies.update(held)
        assert why(await browser.come_back(back)) == "sign_in_expired"
        back = shared.provider.code_for("sam", await browser.begin())
        shared.clock.advance(ATTEMPT_S + 1)
        assert why(await browser.come_back(back)) == "sign_in_expired"


async def test_a_code_that_was_used_is_refused(shared: Signing) -> None:
    """A stolen code in the thief's own sign-in fails at the provider: it is another's, or spent."""
    async with shared.browser() as browser, shared.browser() as thief:
        back = shared.provider.code_for("sam", await browser.begin())
        own = shared.provider.code_for("zoe", await thief.begin())
        code, stolen = (one.partition("code=")[2] for one in (own, back))
        assert why(await thief.come_back(own.replace(code, stolen))) == "sign_in_refused"
        assert why(await browser.come_back(back)) == "sign_in_refused"  # the theft has spent it


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"iss": "https://evil.example"},
        {"aud": "another-application"},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"exp": 1},
    ],
)
async def test_an_id_token_with_a_wrong_claim_signs_nobody_in(
    shared: Signing, wrong: dict[str, object]
) -> None:
    """Of another sign-in, provider or application, or of long ago."""
    shared.provider.claims = wrong
    try:
        async with shared.browser() as browser:
            assert why(await browser.sign_in(shared.provider, "sam")) == "sign_in_refused"
            assert SESSION not in browser.client.cookies
    finally:
        shared.provider.claims = {}


async def test_a_forged_id_token_signs_nobody_in(shared: Signing) -> None:
    """Unsigned, or by a key that the provider does not publish."""
    stranger = SigningKey.elliptic("stranger")
    try:
        for forge in (unsigned, stranger.sign):
            shared.provider.forge = forge
            async with shared.browser() as browser:
                assert why(await browser.sign_in(shared.provider, "sam")) == "sign_in_refused"
    finally:
        shared.provider.forge = None


async def test_an_answer_of_another_provider_is_refused(shared: Signing) -> None:
    """Its `iss` says whose it is, and this one promises to send it (RFC 9207)."""
    for changed in ("iss=http%3A%2F%2Fevil", "was="):
        async with shared.browser() as browser:
            back = shared.provider.code_for("sam", await browser.begin())
            assert why(await browser.come_back(back.replace("iss=", changed))) == "sign_in_refused"


async def test_who_may_not_is_told(shared: Signing) -> None:
    """Without a role here; or the provider lets nobody in."""
    async with shared.browser() as browser:
        assert why(await browser.sign_in(shared.provider, "zoe")) == "user_without_role"
        assert why(await browser.sign_in(shared.provider, "stranger")) == "sign_in_denied"


async def test_keys_are_rotated(tmp_path: Path) -> None:
    """A new key is fetched when a token names it; a withdrawn one counts no more."""
    async with signing(tmp_path) as stage, stage.browser("sam") as browser:
        old = stage.provider.keys[-1]
        stage.provider.rotate()
        stage.clock.advance(11)
        assert why(await browser.sign_in(stage.provider, "sam")) is None
        fetched = stage.provider.asked.count("/jwks")
        assert fetched == 2
        assert why(await browser.sign_in(stage.provider, "sam")) is None
        assert stage.provider.asked.count("/jwks") == fetched  # known by now
        stage.provider.forge = old.sign
        for _ in range(3):
            assert why(await browser.sign_in(stage.provider, "sam")) == "sign_in_refused"
        assert stage.provider.asked.count("/jwks") == fetched  # a stranger's costs no request


async def test_a_provider_that_is_down_takes_nothing_else_with_it(tmp_path: Path) -> None:
    """One page says so; keys and calls go on; it is asked again when it is back."""
    async with signing(tmp_path) as stage, stage.browser("sam") as known:
        stage.provider.is_down = True
        stage.clock.advance(3600)
        async with stage.browser() as browser:
            answer = await browser.client.get("/auth/sign-in", params={"next": f"/calls/{MARIAS}"})
            location = answer.headers["location"]
            assert why(location) == "provider_unreachable"
            assert location.endswith(f"next=%2Fcalls%2F{MARIAS}")
            assert (await browser.client.get(location)).status_code == 200
            asked = len(stage.provider.asked)
            await browser.client.get("/auth/sign-in")
            assert len(stage.provider.asked) == asked  # nobody waits in line for one that hangs
            stage.provider.is_down = False
            stage.clock.advance(DOWN_S)
            assert why(await browser.sign_in(stage.provider, "maria")) is None
        assert (await known.client.get("/api/calls")).status_code == 401  # idle for an hour
        async with stage.server.ask(SAM) as key:
            assert (await key.get("/api/calls")).status_code == 200


async def test_a_session_ends_idle_or_at_its_end(tmp_path: Path) -> None:
    """An hour unused, or twelve hours in use."""
    async with signing(tmp_path) as stage, stage.browser("sam") as browser:
        for _ in range(13):
            answer = await browser.client.get("/api/calls")
            assert answer.status_code == 200
            stage.clock.advance(3000)
        stage.clock.advance(3601)
        assert (await browser.client.get("/api/calls")).status_code == 401
        await browser.sign_in(stage.provider, "sam")
        for _ in range(14):
            assert (await browser.client.get("/api/calls")).status_code == 200
            stage.clock.advance(3000)
        stage.clock.advance(1200)
        assert (await browser.client.get("/api/calls")).status_code == 401


async def test_a_session_is_new_at_each_sign_in(shared: Signing) -> None:
    """One that somebody has planted is not taken over, and what was there before ends."""
    async with shared.browser() as browser:
        browser.client.cookies.set(SESSION, "planted", domain="127.0.0.1")
        await browser.sign_in(shared.provider, "maria")
        first = browser.client.cookies.get(SESSION)
        assert first != "planted"
        await browser.sign_in(shared.provider, "sam")
        second = browser.client.cookies.get(SESSION)
        for secret, status in (("planted", 401), (first, 401), (second, 200)):
            headers = {"Cookie": f"{SESSION}={secret}"}
            async with shared.server.ask() as client:
                assert (await client.get("/api/calls", headers=headers)).status_code == status


async def test_a_forged_request_changes_nothing(shared: Signing) -> None:
    """A page elsewhere can't read the token, nor hide where it is."""
    path = f"/api/calls/{MARIAS}/notes"
    async with shared.browser("sam") as browser, shared.browser("ada") as other:
        right = browser.own
        for headers in (
            {},
            {"Origin": right["Origin"]},
            {CSRF_HEADER: right[CSRF_HEADER]},
            right | {"Origin": "https://evil.example"},
            right | {"Origin": "null"},
            right | {CSRF_HEADER: other.own[CSRF_HEADER]},
        ):
            answer = await browser.client.post(path, json={"text": "hi"}, headers=headers)
            assert answer.status_code == 403, headers
            assert answer.json()["error_code"] in {"csrf_wrong", "origin_not_allowed"}
        answer = await browser.client.post(path, json={"text": "hi"}, headers=right)
        assert answer.status_code in {200, 201, 204}
        assert (await browser.client.get(path.removesuffix("/notes"))).status_code == 200


async def test_a_page_that_may_ask_with_a_token_can_not_ride_on_a_cookie(tmp_path: Path) -> None:
    """`ALLOWED_ORIGINS` is for who brings a key or a token; the cookie is the console's own."""
    crm = "https://crm.example.com"
    async with signing(tmp_path, allowed_origins=crm) as stage, stage.browser("sam") as browser:
        answer = await browser.client.get("/api/calls", headers={"Origin": crm})
        assert answer.status_code == 403
        refusal = await refused(browser.live(MARIAS, origin=crm))
        assert refusal
        assert refusal.status_code == 403
        async with stage.server.ask(SAM) as key:
            answer = await key.get("/api/calls", headers={"Origin": crm})
            assert answer.status_code == 200


async def test_a_socket_by_cookie_comes_from_the_console_alone(shared: Signing) -> None:
    """A browser sends the cookie from any page's WebSocket; its `Origin` tells."""
    async with shared.browser("sam") as browser:
        async with browser.live(MARIAS) as socket:
            assert (await events(socket, 1))[0]["type"] == "call.started"
        for origin in ("https://evil.example", "http://127.0.0.1:1"):
            refusal = await refused(browser.live(MARIAS, origin=origin))
            assert refusal
            assert refusal.status_code == 403


async def test_a_user_makes_no_tokens(shared: Signing) -> None:
    """A token stands on a key, and ends with it."""
    async with shared.browser("ada") as browser:
        answer = await browser.client.post(
            "/api/tokens", json={"call_id": MARIAS}, headers=browser.own
        )
        assert answer.status_code == 403


async def test_signing_out_ends_what_is_open(shared: Signing) -> None:
    """The socket closes at once, the cookie is worth nothing, and the provider is told."""
    async with shared.browser("sam") as browser, shared.browser("ada") as other:
        async with browser.live(MARIAS) as socket, other.live(MARIAS) as others:
            await events(socket, 1)
            cookie = {"Cookie": f"{SESSION}={browser.client.cookies[SESSION]}"}
            answer = await browser.client.delete("/api/session", headers=browser.own)
            leads_to = answer.json()["leads_to"]
            assert await close_code(socket) == 4401
            assert await events(others, 1)  # another user's goes on
        assert cookies_of(answer)[SESSION]["max-age"] == "0"
        async with shared.server.ask() as client:
            assert (await client.get("/api/calls", headers=cookie)).status_code == 401
        back = await browser.client.get(leads_to)
        assert shared.provider.signed_out
        assert back.headers["location"] == f"{shared.server.http}/sign-in"


async def test_an_administrator_ends_a_session(shared: Signing) -> None:
    """By its id, which is no secret; and nobody else does."""
    async with shared.browser("maria") as browser, shared.browser("ada") as ada:
        session = (await browser.client.get("/api/session")).json()["session_id"]
        path = f"/api/sessions/{session}"
        answer = await browser.client.delete(path, headers=browser.own)
        assert answer.status_code == 403
        async with browser.live(MARIAS) as socket:
            await events(socket, 1)
            assert (await ada.client.delete(path, headers=ada.own)).status_code == 204
            assert await close_code(socket) == 4401
        assert (await browser.client.get("/api/calls")).status_code == 401
        assert (await ada.client.delete(path, headers=ada.own)).status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/auth/sign-in",
        "/api/calls",
        "/sign-in?next=/",
        "x",
        "",
        "/" + "a" * 600,
        "/é",
    ],
)
async def test_a_sign_in_leads_to_a_page_of_ours(elsewhere: str) -> None:
    """Whatever `next` says."""
    assert page_of_ours(elsewhere) == "/"


async def test_a_sign_in_leads_back(shared: Signing) -> None:
    """To the page that was asked for, with its query."""
    page = f"/calls/{MARIAS}?tab=talk&x=1"
    assert page_of_ours(page) == page
    async with shared.browser() as browser:
        assert await browser.sign_in(shared.provider, "maria", page) == page
        assert await browser.sign_in(shared.provider, "maria", "//evil.example") == "/"


async def test_keys_and_tokens_go_on(shared: Signing) -> None:
    """Programs notice nothing; a request that shows a key is no user's, whatever its cookies."""
    async with shared.browser("maria") as browser, shared.server.ask(SAM) as key:
        made = await key.post("/api/tokens", json={"call_id": BENS})
        assert made.status_code == 200
        headers = {"Authorization": f"Bearer {SAM}"}
        answer = await browser.client.get(f"/api/calls/{BENS}", headers=headers)
        assert answer.status_code == 200
        assert (await key.get("/api/calls")).headers["Callshadow-Role"] == "supervisor"
        headers = {"Authorization": "Bearer wrong"}
        assert (await browser.client.get("/api/calls", headers=headers)).status_code == 401


async def test_too_many_sign_ins_from_one_address(tmp_path: Path) -> None:
    """Each costs a row, and a request to the provider; what is refused costs no line each."""
    lines: list[str] = []
    async with signing(tmp_path) as stage, stage.browser() as browser:
        told = [await browser.client.get("/auth/sign-in") for _ in range(60)]
        assert {why(answer.headers["location"]) for answer in told} == {None}
        sink = logger.add(lines.append, filter="server", level="WARNING")
        for _ in range(2 * LINES_A_MINUTE):
            answer = await browser.client.get("/auth/sign-in")
            assert why(answer.headers["location"]) == "too_many_requests"
        logger.remove(sink)
    assert len(lines) == LINES_A_MINUTE + 1  # the last says that more are counted


async def test_without_a_provider_there_is_no_way_in(tmp_path: Path) -> None:
    """The address is there, and says so."""
    off = {"oidc_issuer": None, "oidc_client_id": None}
    async with signing(tmp_path, **off) as stage, stage.browser() as browser:
        assert why(await browser.begin()) == "sign_in_off"


RIGHT = {"oidc_issuer": "https://id.example", "oidc_client_id": "x", "oidc_roles": "a=agent"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"oidc_client_id": None}, "OIDC_ISSUER needs OIDC_CLIENT_ID"),
        ({"oidc_roles": None}, "OIDC_ISSUER needs OIDC_ROLES or OIDC_USERS"),
        ({"oidc_issuer": None}, "OIDC_CLIENT_ID needs OIDC_ISSUER"),
        ({"oidc_issuer": "http://id.example"}, "OIDC_ISSUER=http://id.example: https://"),
        ({"oidc_roles": "a=boss"}, "OIDC_ROLES=a=boss: value=role"),
        ({"oidc_scopes": "profile"}, "OIDC_SCOPES=profile"),
    ],
)
async def test_a_wrong_setting_stops_the_start(wrong: dict[str, str | None], told: str) -> None:
    """One line says which, and what is right."""
    with pytest.raises(SettingsError, match=told):
        load(**RIGHT | wrong)


async def test_an_issuer_is_taken_as_it_is_pasted() -> None:
    """With the path of its description, which a provider's page shows."""
    pasted = "https://id.example/realms/x/.well-known/openid-configuration"
    assert isinstance(loaded := load(**RIGHT | {"oidc_issuer": pasted}), Settings)
    assert loaded.oidc_issuer == "https://id.example/realms/x"
