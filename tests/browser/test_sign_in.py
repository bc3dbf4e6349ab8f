"""Signing in and out in a real browser, at a provider that really speaks the protocol."""

from pathlib import Path
from typing import Any

from peers.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.browser.app_server import serving
from tests.browser.chromium import DARK, Browser, Page
from tests.browser.test_states import assert_accessible
from tests.server.signing_in import ROLES
from tests.server.stage import API_KEYS, MARIAS, an_app

WIDER = "document.documentElement.scrollWidth > innerWidth"


async def through_the_provider(page: Page, user: str) -> None:
    """Type a name on the provider's page."""
    await page.wait_for("document.getElementById('user')")
    await page.run("document.getElementById('user').focus()")
    await page.type(user)
    await page.click("#go")


def settings_of(provider: IdentityProvider) -> dict[str, Any]:
    """A server's whose users sign in there, and which has keys too."""
    return {
        "api_keys": API_KEYS,
        "oidc_issuer": provider.url,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_roles": ROLES,
    }


async def asked_in(page: Page, address: str, user: str) -> None:
    """Open a page that asks who one is, and go to the provider and through it."""
    await page.goto(address)
    await page.wait_for("document.getElementById('sign-in')?.open")
    await page.click("#sign-in-provider")
    await through_the_provider(page, user)


async def test_a_user_signs_in_works_and_signs_out(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    """From a call's page to the provider and back to it; then out, here, there, in each tab."""
    async with IdentityProvider() as provider:
        provider.add("sam", groups=["leads"], name="Sam Osei")
        settings = settings_of(provider)
        async with an_app(tmp_path, **settings) as (_, app), serving(app) as base:
            call = f"{base}/calls/{MARIAS}"
            page = await browser.page(1280, 800)
            await asked_in(page, call, "sam")
            await page.wait_for(f"location.pathname === '/calls/{MARIAS}'")
            await page.wait_for("document.getElementById('state').dataset.state === 'live'")
            assert "callshadow-session" not in await page.run("document.cookie")

            await page.goto(f"{base}/")
            await page.wait_for("document.getElementById('account')")
            assert await page.text("#account") == "Sam Osei\nSupervisor"
            await page.wait_for("document.body.dataset.role === 'supervisor'")
            assert not await page.run("document.getElementById('choice').checkVisibility()")
            await assert_accessible(page, axe)
            await page.wait_for("document.querySelector('.card-note')")
            await page.click(".card-note")
            await page.run("document.getElementById('note-text').value = 'Well done.'")
            await page.click("#note-form .primary")
            await page.wait_for("!document.getElementById('note').open")

            second = await browser.page(beside=page)
            await second.goto(call)
            await second.wait_for("document.getElementById('state').dataset.state === 'live'")
            await page.click("#sign-out")
            await page.wait_for("location.pathname === '/sign-in'")
            assert len(provider.signed_out) == 1
            await second.wait_for("document.getElementById('sign-in')?.open")


async def test_the_page_says_why_there_was_no_way_in(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    """In each language, light and dark, on a narrow screen; and the next try is at hand."""
    async with IdentityProvider() as provider:
        provider.add("zoe")
        settings = settings_of(provider)
        async with an_app(tmp_path, **settings) as (_, app), serving(app) as base:
            page = await browser.page(360, 700)
            await asked_in(page, f"{base}/", "zoe")
            await page.wait_for("location.pathname === '/sign-in'")
            await assert_accessible(page, axe)
            await page.prefer(DARK)
            await assert_accessible(page, axe)
            assert not await page.run(WIDER)
            for told in ("no access", "pas accès", "no tiene acceso"):
                assert told in await page.text("#why")
                await page.choose_next("#language")
            await page.run("location.href = '/sign-in?why=provider_unreachable&next=/insights'")
            await page.wait_for("document.getElementById('why')?.textContent.includes('service')")
            assert (await page.run("document.getElementById('provider').href")).endswith(
                "/auth/sign-in?next=%2Finsights"
            )
