"""NUL gate: an address with the character 0 is a mistake of the client's, with any database."""

from pathlib import Path

import pytest

from tests.server.stage import API_KEYS, SAM, an_app, asked


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/api/audit?by=%00", "query"),
        ("/api/calls?agent_id=a%00b", "query"),
        ("/api/calls?q=%00", "query"),
        ("/api/calls/%00", "path"),
    ],
)
async def test_it_is_refused_by_name(tmp_path: Path, address: str, where: str) -> None:
    """422 that says where it is; Postgres was asked, and answered as if it were away, before."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, SAM) as client:
        answer = await client.get(address)
    assert answer.status_code == 422
    assert answer.json()["error_code"] == "invalid_request"
    assert f"The {where} has the character 0" in answer.json()["message"]
