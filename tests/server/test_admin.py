"""Administration: erasing a call, and reading the settings."""

from pathlib import Path

from tests.server.stage import (
    ADA,
    API_KEYS,
    BENS,
    MARIA,
    MARIAS,
    an_app,
    asked,
)


async def test_an_admin_erases_a_call_that_has_ended(tmp_path: Path) -> None:
    """After DELETE nothing of the call is left to ask for; its words are in no list."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, ADA) as client:
        assert (await client.delete(f"/api/calls/{BENS}")).status_code == 204
        assert (await client.get(f"/api/calls/{BENS}")).status_code == 404
        assert (await client.delete(f"/api/calls/{BENS}")).status_code == 404
        listed = (await client.get("/api/calls")).json()
        assert [call["call_id"] for call in listed] == [MARIAS]


async def test_the_settings_show_no_secret(tmp_path: Path) -> None:
    """`GET /api/settings` names the keys and their roles, and masks what is secret."""
    secret = "s" * 40
    async with (
        an_app(tmp_path, api_keys=API_KEYS, token_secret=secret, openai_api_key="sk-1") as (_, app),
        asked(app, ADA) as client,
    ):
        answer = await client.get("/api/settings")
        shown = answer.json()
    assert shown["API_KEYS"][0] == {"name": "maria", "role": "agent"}
    assert shown["HOST"] == "127.0.0.1"
    assert not any(hidden in answer.text for hidden in (secret, "sk-1", MARIA, ADA, "digest"))
