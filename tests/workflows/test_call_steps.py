"""The product's own steps after a call: summed up, judged, told, and nothing twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from conversation.events.event import EventType
from conversation.events.payloads import TurnFinal
from conversation.jobs.job import ApprovalAnswer, JobState
from knowledge.call_document import seen_by
from peers.hubspot import TOKEN, HubSpotPeer
from peers.webhook_receiver import SECRET, WebhookPeer
from pipeline.runtime import Runtime
from stores.jobs.job_record import JobPage
from tests.server.stage import ManualClock, end_call, make_runtime, raw
from tests.summaries import CALL, turns_of
from tests.workflows.memory_engine import MemoryEngine
from workflows.dispatcher import Dispatcher
from workflows.runner import JobRunner
from workflows.steps import chosen_steps, job_settle_time

CALL_ID = "CA-after"
WEBHOOKS = "bridge:\n  url: {url}/hook\n  secret_file: {folder}/secret\n"
FIELDS = "next_step:\n  property: next_step\nbudget:\n  property: budget_eur\n  approval: true\n"
PHONE = "+14155550123"


@dataclass
class Stage:
    """A process whose calls are told to a webhook and to HubSpot."""

    runtime: Runtime
    clock: ManualClock
    engine: MemoryEngine
    dispatcher: Dispatcher
    webhook: WebhookPeer
    hubspot: HubSpotPeer

    async def after(self, seconds: float = 3) -> JobState:
        """Let time go by, and what is due be done; the state of the one job."""
        self.clock.advance(seconds)
        await self.dispatcher.turn()
        await self.engine.settled()
        ((state, count),) = (await self.runtime.log.jobs.count()).items()
        assert count == 1
        return state

    async def told(self, kind: EventType) -> int:
        """How many events of a type the call has."""
        return sum(e.type is kind for e in await self.runtime.log.read(CALL_ID))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as play:
        yield play


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """The process, with a call that has ended."""
    clock = ManualClock()
    (folder / "secret").write_text(SECRET)
    (folder / "fields.yaml").write_text(FIELDS)
    async with WebhookPeer(clock.now) as webhook, HubSpotPeer() as hubspot:
        hubspot.add_contact(phone=PHONE)
        (folder / "webhooks.yaml").write_text(WEBHOOKS.format(url=webhook.url, folder=folder))
        chosen = {
            "coach_meaning": False,
            "redact": "none",
            "knowledge_from_calls": True,
            "webhooks": folder / "webhooks.yaml",
            "crm": "hubspot",
            "crm_fields": folder / "fields.yaml",
            "hubspot_token": TOKEN,
            "hubspot_base_url": hubspot.url,
        }
        settle = timedelta(seconds=30)
        async with make_runtime(folder, clock, settle, **chosen) as runtime:
            assert job_settle_time(runtime.settings) == settle
            runner = JobRunner(
                runtime.log, runtime.events, clock, chosen_steps(runtime), timedelta(days=7)
            )
            engine = MemoryEngine(runner.run)
            dispatcher = Dispatcher(runtime.log.jobs, engine, clock)
            await call(runtime)
            yield Stage(runtime, clock, engine, dispatcher, webhook, hubspot)


async def call(runtime: Runtime) -> None:
    """A call with the customer whose number HubSpot knows, to its end."""
    parameters = {"agent_id": "maria", "customer_number": PHONE}
    started = {"source": "text", "participants": [], "parameters": parameters}
    await runtime.events.publish(CALL_ID, raw(EventType.CALL_STARTED, started))
    for turn in turns_of(CALL):
        await runtime.events.publish(CALL_ID, TurnFinal(turn))
    await end_call(runtime, CALL_ID)


async def test_a_call_is_summed_up_and_told_and_its_fields_wait_for_a_word(stage: Stage) -> None:
    """The webhook gets facts, summary and score; the note is made; one field needs a yes."""
    assert await stage.after() is JobState.NEEDS_APPROVAL
    assert await stage.told(EventType.CALL_SUMMARY) == 1
    kinds = sorted(one["type"] for one in stage.webhook.taken.values())
    assert kinds == ["call.ended", "call.score", "call.summary"]
    assert len(stage.hubspot.objects["calls"]) == 1
    (contact,) = stage.hubspot.objects["contacts"].values()
    assert "budget_eur" not in contact
    (job,) = await stage.runtime.log.jobs.page(JobPage())
    await stage.runtime.log.jobs.decide(
        job.job_id, ApprovalAnswer.APPROVED, "eve", stage.clock.now()
    )
    assert await stage.after() is JobState.DONE
    (contact,) = stage.hubspot.objects["contacts"].values()
    assert contact["budget_eur"]
    assert len(stage.hubspot.objects["calls"]) == 1


async def test_a_receiver_that_is_down_for_an_hour_gets_each_message_once(stage: Stage) -> None:
    """It is tried by its own schedule, and the call is summed up once."""
    stage.webhook.answers = [(503, {})] * 6
    await stage.after()
    for _ in range(12):
        await stage.after(1800)
    assert len(stage.webhook.taken) == 3
    assert await stage.told(EventType.CALL_SUMMARY) == 1


async def test_a_past_call_is_kept_as_knowledge_of_its_agent_without_its_people(
    stage: Stage,
) -> None:
    """By its summary, in the language and for the playbook of the call; done twice, it is one."""
    await stage.after()
    (call,) = await stage.runtime.knowledge.past_calls()
    assert call.address == f"/calls/{CALL_ID}"
    assert (call.audience.seen_by, call.language) == (seen_by("maria", None), "en")
    texts = " ".join(one.text for one in await stage.runtime.knowledge.passages(call.id))
    assert "too expensive" in texts
    assert not any(name in texts for name in ("Dana", "Whitfield", "Ringwell"))
    assert await stage.runtime.knowledge.documents() == []
