"""Jobs over REST: supervisors list, approve, retry and cancel them; each change is audited."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pipeline.runtime import Runtime
from stores.tables.schema import audit
from tests.server.stage import (
    ADA,
    API_KEYS,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    START,
    ManualClock,
    an_app,
    asked,
    end_call,
)

BENS_JOB, MARIAS_JOB = f"{BENS}.3", f"{MARIAS}.4"


def _call_of(agent: str) -> dict[str, Any]:
    """Who was in a call of that agent."""
    return {
        "source": "text",
        "agent_id": agent,
        "participants": [],
        "parameters": {"agent_id": agent},
    }


async def waits(runtime: Runtime, job_id: str) -> None:
    """Have a job wait for approval of its step `write`."""
    (claimed,) = await runtime.log.jobs.claim_due(START, 1)
    assert claimed.job_id == job_id
    until = START + timedelta(days=7)
    await runtime.log.jobs.await_approval(claimed.present, "write", until, START)


async def test_jobs_are_worked_with_by_supervisors(tmp_path: Path) -> None:
    """Of two who answer, one is told that the other did; who did what is audited."""
    settings = {"api_keys": API_KEYS, "clock": ManualClock(), "settle": timedelta(0)}
    async with (
        an_app(tmp_path, **settings) as (runtime, app),
        asked(app, SAM) as sam,
        asked(app, ADA) as ada,
        asked(app, MARIA) as maria,
    ):
        assert (await maria.get("/api/jobs")).status_code == 403
        await waits(runtime, BENS_JOB)
        await end_call(runtime, MARIAS)
        page = await sam.get("/api/jobs?limit=1")
        older = await sam.get(page.headers["Link"].partition(">")[0].removeprefix("<"))
        both = [*page.json(), *older.json()]
        assert {job["job_id"]: (job["state"], job["step"]) for job in both} == {
            BENS_JOB: ("needs_approval", "write"),
            MARIAS_JOB: ("waiting", None),
        }
        assert {job["job_id"]: job["call"] for job in both} == {
            BENS_JOB: _call_of("ben"),
            MARIAS_JOB: _call_of("maria"),
        }
        (one,) = (await sam.get("/api/jobs?state=failed&state=waiting")).json()
        assert one["job_id"] == MARIAS_JOB
        assert (await sam.get(f"/api/jobs?call_id={BENS}")).json()[0]["job_id"] == BENS_JOB

        path = f"/api/jobs/{BENS_JOB}"
        assert (await sam.post(f"{path}/approve")).json()["state"] == "waiting"
        refused = await ada.post(f"{path}/reject")
        assert (refused.status_code, refused.json()["error_code"]) == (409, "job_conflict")
        assert "sam has approved the step write already" in refused.json()["message"]
        assert (await ada.post(f"{path}/cancel")).json()["state"] == "cancelled"
        assert (await ada.post(f"{path}/retry")).json()["run"] == 2
        read = (await sam.get(path)).json()
        assert (read["run"], read["call"]) == (2, _call_of("ben"))
        assert (await sam.post("/api/jobs/CA.9/retry")).json()["error_code"] == "job_not_found"
        rows = await runtime.log._database.read(
            lambda connection: connection.execute(select(audit).order_by(audit.c.audit_id)).all()
        )
    assert [(row.at, row.action, row.actor, row.call_id) for row in rows] == [
        (START, "job.approved", "sam", BENS),
        (START, "job.cancel", "ada", BENS),
        (START, "job.retry", "ada", BENS),
    ]
