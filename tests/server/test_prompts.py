"""Other prompts without a restart: by an admin, for calls that begin from then on, audited."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from coach.advisors import Advisor
from conversation.privacy.redaction import Redactor
from pipeline.call_choice import Choice
from pipeline.call_coaching import CallCoaching
from pipeline.runtime import Runtime
from stores.tables.schema import audit
from tests.server.stage import ADA, API_KEYS, START, ManualClock, an_app, asked

KIND = Choice("sales", "en")
MODEL: dict[str, Any] = {"openai_base_url": "http://127.0.0.1:9/v1"}


def prompt_file(folder: Path, version: int) -> str:
    """A prompt of one's own."""
    path = folder / f"mine.{version}.yaml"
    head = f"name: mine\nversion: {version}\nlanguage: en\n"
    path.write_text(f"{head}system: Advise.\nturn: '{{{{ transcript }}}}'\n", "utf-8")
    return str(path)


def prompt_of(advisor: Advisor | None) -> str | None:
    assert advisor
    return advisor.author.prompt


async def begun(runtime: Runtime) -> CallCoaching:
    """The coaching of a call that begins now."""
    return await CallCoaching.begin(runtime.coaches, KIND, Redactor(), "CA1")


async def test_an_admin_goes_back_to_another_prompt(tmp_path: Path) -> None:
    """Calls that go on keep theirs; who did it when is in the audit, with what was before."""
    new, old = prompt_file(tmp_path, 2), prompt_file(tmp_path, 1)
    settings = {"coach_prompt": new, "api_keys": API_KEYS, "clock": ManualClock()} | MODEL
    async with an_app(tmp_path, **settings) as (runtime, app), asked(app, ADA) as client:
        goes_on = await begun(runtime)
        arm = {"name": new, "prompt": "mine@2/en", "weight": 1}
        told = {"prompt": new, "at_start": new, "arms": [arm]}
        assert (await client.get("/api/prompts")).json() == told
        split = f"{old}:9,coach:1"
        answer = await client.put("/api/prompts", json={"prompt": split})
        assert answer.json() == (await client.get("/api/prompts")).json()
        assert [one["weight"] for one in answer.json()["arms"]] == [9, 1]
        assert (await client.put("/api/prompts", json={"prompt": old})).status_code == 200
        assert prompt_of((await begun(runtime)).factory.model) == "mine@1/en"
        assert prompt_of(goes_on.factory.model) == "mine@2/en"
        rows = await runtime.log._database.read(
            lambda connection: connection.execute(select(audit).order_by(audit.c.audit_id)).all()
        )
    assert [(row.at, row.action, row.actor, row.change) for row in rows] == [
        (START, "prompt", "ada", {"from": new, "to": split}),
        (START, "prompt", "ada", {"from": split, "to": old}),
    ]


@pytest.mark.parametrize("wrong", ["judge", "coach:0", "my.yaml", "/etc/x.yml", "{own}/../x.yml"])
async def test_what_can_not_be_used_changes_nothing(tmp_path: Path, wrong: str) -> None:
    """Nor can files be read that lie elsewhere than those of COACH_PROMPT."""
    new = prompt_file(tmp_path, 2)
    (tmp_path / "broken.yaml").write_text("name: x\n", "utf-8")
    async with (
        an_app(tmp_path, coach_prompt=new, api_keys=API_KEYS) as (runtime, app),
        asked(app, ADA) as client,
    ):
        for said in (wrong.replace("{own}", str(tmp_path)), str(tmp_path / "broken.yaml")):
            answer = await client.put("/api/prompts", json={"prompt": said})
            assert (answer.status_code, answer.json()["error_code"]) == (422, "prompt_wrong")
            assert "\n" not in answer.json()["message"]
        assert runtime.prompts.current.setting == new
