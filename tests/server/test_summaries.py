"""A summary is made again: by the call's agent, supervisors and administrators."""

from pathlib import Path

from tests.server.stage import ADA, API_KEYS, BEN, BENS, MARIA, MARIAS, SAM, an_app, asked


async def test_the_last_summary_counts(tmp_path: Path) -> None:
    """A new event each time, which `GET /api/calls/{id}` carries."""
    async with an_app(tmp_path, api_keys=API_KEYS, coach_meaning=False) as (_, app):
        address = f"/api/calls/{BENS}"
        async with asked(app, BEN) as ben, asked(app, SAM) as sam, asked(app, ADA) as ada:
            assert (await ben.get(address)).json()["summary"] is None
            first = await ben.post(f"{address}/summary", json={})
            second = await sam.post(f"{address}/summary", json={"language": "fr"})
            assert (first.status_code, second.status_code) == (201, 201)
            assert second.json()["seq"] == first.json()["seq"] + 1
            summary = (await ben.get(address)).json()["summary"]
            looks = (await ada.get("/api/audit?by=sam")).json()
    assert [(one["action"], one["call_id"]) for one in looks] == [("look.read", BENS)]
    assert (summary["language"], summary["requested_by"]) == ("fr", "sam")


async def test_who_may_not(tmp_path: Path) -> None:
    """Another agent's call, one that goes on, a prompt that is none, and a path."""
    async with (
        an_app(tmp_path, api_keys=API_KEYS, coach_meaning=False) as (_, app),
        asked(app, MARIA) as maria,
        asked(app, SAM) as sam,
    ):
        theirs = await maria.post(f"/api/calls/{BENS}/summary", json={})
        live = await maria.post(f"/api/calls/{MARIAS}/summary", json={})
        coach = await sam.post(f"/api/calls/{BENS}/summary", json={"prompt": "coach"})
        path = await sam.post(f"/api/calls/{BENS}/summary", json={"prompt": "../x.yaml"})
    got = [(one.status_code, one.json()["error_code"]) for one in (theirs, live, coach, path)]
    assert got == [
        (403, "call_forbidden"),
        (409, "call_running"),
        (422, "prompt_wrong"),
        (422, "invalid_request"),
    ]
