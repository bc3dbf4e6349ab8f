"""The page of work after calls: what waits for a person, and what they do, in a real browser."""

from datetime import timedelta
from pathlib import Path

from conversation.jobs.job import ApprovalAnswer
from tests.browser.app_server import serving
from tests.browser.chromium import Browser, Page
from tests.browser.test_states import assert_accessible
from tests.server.stage import (
    API_KEYS,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    START,
    ManualClock,
    an_app,
    end_call,
)

BENS_JOB, MARIAS_JOB = f"{BENS}.3", f"{MARIAS}.4"
STATES = """[...document.querySelectorAll('#jobs tr')].map(
  (one) => [one.dataset.job, one.querySelector('.pill').dataset.state])"""
DARK = {"prefers-color-scheme": "dark"}
WIDER = "document.documentElement.scrollWidth > innerWidth"


async def signed_in(browser: Browser, base: str, key: str) -> Page:
    """The page, with a key."""
    page = await browser.page(1440, 900)
    await page.goto(f"{base}/jobs")
    await page.wait_for("document.getElementById('sign-in')?.open")
    await page.click("#sign-in-key")
    await page.type(key)
    await page.click("#sign-in-form .primary")
    return page


def is_in(job: str, state: str) -> str:
    """Whether the page shows a job in a state."""
    return f"""document.querySelector('[data-job="{job}"] .pill')?.dataset.state === '{state}'"""


def button(job: str, action: str) -> str:
    """Where something is done with a job."""
    return f'[data-job="{job}"] [data-action={action}]'


async def test_a_supervisor_answers_what_waits(browser: Browser, axe: str, tmp_path: Path) -> None:
    """Who comes second is told so; an agent is told that it is not theirs, and finds no link."""
    settings = {"api_keys": API_KEYS, "clock": ManualClock(), "settle": timedelta(0)}
    async with an_app(tmp_path, **settings) as (runtime, app), serving(app) as base:
        jobs = runtime.log.jobs
        (job,) = await jobs.claim_due(START, 1)
        week = START + timedelta(days=7)
        await jobs.await_approval(job.present, "write", week, START)
        await end_call(runtime, MARIAS)

        page = await signed_in(browser, base, SAM)
        await page.wait_for(is_in(BENS_JOB, "needs_approval"))
        assert dict(await page.run(STATES))[MARIAS_JOB] == "waiting"
        await assert_accessible(page, axe)
        await page.resize(360, 900)
        await page.prefer(DARK)
        await page.click(f'[data-job="{BENS_JOB}"] summary')
        await assert_accessible(page, axe)
        assert not await page.run(WIDER)
        await page.click(button(BENS_JOB, "approve"))
        await page.wait_for(is_in(BENS_JOB, "waiting"))
        assert "Text conversation: Waiting" in await page.text("#announce")
        assert "with ben" in await page.text(f'[data-job="{BENS_JOB}"] th')
        assert "approved by sam" in await page.text(f'[data-job="{BENS_JOB}"] details')

        assert await page.run("document.activeElement.href.split('/').pop()") == BENS
        (again,) = [one for one in await jobs.claim_due(START, 2) if one.job_id == MARIAS_JOB]
        await jobs.await_approval(again.present, "write", week, START)
        await page.click("[data-state=needs_approval]")
        await page.wait_for(is_in(MARIAS_JOB, "needs_approval"))
        assert await page.run(STATES) == [[MARIAS_JOB, "needs_approval"]]
        await jobs.decide(MARIAS_JOB, ApprovalAnswer.APPROVED, "ada", START)
        await page.click(button(MARIAS_JOB, "reject"))
        await page.wait_for("!document.getElementById('wrong').hidden")
        assert "ada has approved the step write already" in await page.text("#wrong")
        await page.wait_for("!document.getElementById('none-such').hidden")
        await page.click("#states [data-state='']")
        await page.wait_for(is_in(MARIAS_JOB, "waiting"))
        await page.click(button(MARIAS_JOB, "cancel"))
        await page.wait_for(is_in(MARIAS_JOB, "cancelled"))
        await page.goto(f"{base}/")
        await page.wait_for("document.getElementById('jobs').checkVisibility()")
        assert not await page.run(WIDER)

        page = await signed_in(browser, base, MARIA)
        await page.wait_for("!document.getElementById('lost').hidden")
        assert not await page.run("document.getElementById('jobs-part').checkVisibility()")
        await page.goto(f"{base}/")
        await page.wait_for("document.body.dataset.role")
        assert not await page.run("document.getElementById('jobs').checkVisibility()")
