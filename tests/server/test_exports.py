"""Export of many calls over REST: of which period, as what, and whose."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import orjson

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


_WITHOUT_PARQUET = """
import asyncio, sys
from pathlib import Path

sys.modules["arro3"] = None
from tests.server.stage import an_app, asked

async def main():
    async with an_app(Path(sys.argv[1])) as (_, app), asked(app) as client:
        for kind in ("parquet", "csv"):
            answer = await client.get("/api/export/calls", params={"format": kind})
            print(answer.status_code, answer.text.splitlines()[0])

asyncio.run(main())
"""


async def test_parquet_without_its_extra_says_what_to_install(tmp_path: Path) -> None:
    """501, and the other formats are there; another process stands for one that lacks it."""
    command = (sys.executable, "-c", _WITHOUT_PARQUET, str(tmp_path))
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    told, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()[-2000:]
    parquet, csv = told.decode().splitlines()
    status, _, body = parquet.partition(" ")
    answer = orjson.loads(body)
    assert (status, answer["error_code"]) == ("501", "export_failed")
    assert "run `uv sync --extra parquet`, or export as jsonl or csv" in answer["message"]
    assert csv.startswith("200 ")
