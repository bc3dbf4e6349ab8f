"""Export of many calls over REST: of which period, as what, and whose."""

import sys
from pathlib import Path

import orjson
import pytest

from tests.server.stage import API_KEYS, BENS, MARIA, MARIAS, SAM, an_app, asked

PATH = "/api/export/calls"


async def test_all_calls_are_exported(tmp_path: Path) -> None:
    """A row each, or one a turn; what is no filter is refused."""
    async with an_app(tmp_path) as (_, app), asked(app) as client:
        answer = await client.get(PATH)
        assert answer.headers["content-disposition"] == 'attachment; filename="calls.jsonl"'
        rows = [orjson.loads(line) for line in answer.content.splitlines()]
        assert [row["call_id"] for row in rows] == [BENS, MARIAS]
        answer = await client.get(PATH, params={"format": "csv", "what": "turns"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert len(answer.text.splitlines()) == 1 + 3
        assert (await client.get(PATH, params={"to": "2001-01-01"})).content == b""
        for wrong in ({"format": "xls"}, {"state": "live"}, {"from": "yesterday"}):
            assert (await client.get(PATH, params=wrong)).status_code == 422


async def test_an_agent_exports_their_own(tmp_path: Path) -> None:
    """A supervisor everybody's, or one agent's."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        for key, query, ids in (
            (MARIA, {}, [MARIAS]),
            (MARIA, {"agent_id": "ben"}, None),
            (SAM, {}, [BENS, MARIAS]),
            (SAM, {"agent_id": "ben"}, [BENS]),
        ):
            async with asked(app, key) as client:
                answer = await client.get(PATH, params=query)
            if ids is None:
                assert answer.status_code == 403
            else:
                rows = [orjson.loads(line) for line in answer.content.splitlines()]
                assert [row["call_id"] for row in rows] == ids


async def test_parquet_without_its_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """501, and the other formats are there; a name that can't be imported stands for the lack."""
    for part in ("arro3", "arro3.core", "arro3.io"):
        monkeypatch.setitem(sys.modules, part, None)
    async with an_app(tmp_path) as (_, app), asked(app) as client:
        parquet = await client.get(PATH, params={"format": "parquet"})
        csv = await client.get(PATH, params={"format": "csv"})
    assert (parquet.status_code, parquet.json()["error_code"]) == (501, "export_failed")
    assert "run `uv sync --extra parquet`, or export as jsonl or csv" in parquet.json()["message"]
    assert csv.status_code == 200
