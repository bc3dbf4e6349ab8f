"""Transcript of a call over REST: as what, under which name, and whose."""

from pathlib import Path

import orjson

from tests.server.stage import API_KEYS, BEN, BENS, MARIA, MARIAS, UNKNOWN, an_app, asked


async def test_a_transcript_is_taken_away(tmp_path: Path) -> None:
    """As `Accept` or `format` says; the page that can be printed may load its own style alone."""
    async with an_app(tmp_path) as (_, app), asked(app) as client:
        path = f"/api/calls/{BENS}/transcript"
        answer = await client.get(path, headers={"Accept": "text/vtt"})
        assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
        assert answer.headers["content-disposition"].endswith(f'-{BENS}.vtt"')
        assert "<v Customer><lang en>Turn 0.</lang></v>" in answer.text
        answer = await client.get(path, params={"format": "html"}, headers={"Accept": "text/vtt"})
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src")
        assert orjson.loads((await client.get(path)).content)["turns"][0]["text"] == "Turn 0."
        refused = await client.get(path, headers={"Accept": "image/png"})
        assert (refused.status_code, refused.json()["error_code"]) == (406, "not_acceptable")
        assert (await client.get(path, params={"format": "pdf"})).status_code == 422
        assert (await client.get(f"/api/calls/{UNKNOWN}/transcript")).status_code == 404


async def test_an_agent_takes_their_own_away(tmp_path: Path) -> None:
    """Another's is refused."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        for key, call_id, status in ((MARIA, MARIAS, 200), (BEN, MARIAS, 403)):
            async with asked(app, key) as client:
                answer = await client.get(f"/api/calls/{call_id}/transcript?format=text")
                assert answer.status_code == status
