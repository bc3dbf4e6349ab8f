"""The scorecard of an ended call in a real browser: its figures, its evidence, a correction."""

from pathlib import Path

import httpx

from server.serving.serving import serving
from tests.browser.app_server import PORTS
from tests.browser.chromium import Browser
from tests.browser.test_states import assert_accessible
from tests.conversation.after_call.test_scorecard import CALL
from tests.server.stage import make_runtime
from tests.server.test_after_call import ENDED, end_a_call

ROW = (
    "[...document.querySelectorAll('#scorecard-list details')]"
    ".find((one) => one.textContent.includes('Questions in ten'))"
)
OTHER = ROW.replace("Questions in ten", "Agent’s share of the talk")
MARK = "document.querySelector('.earlier-followed').textContent"
SCORE = f"{ROW}.querySelector('.criterion-score').textContent"
CORRECT = f"""(() => {{
  const form = {ROW}.querySelector('form');
  const [score, reason] = form.querySelectorAll('input');
  score.value = '40';
  reason.value = 'One was <b>small talk</b>.';
  form.requestSubmit();
}})()"""


async def test_a_scorecard_is_read_corrected_and_leads_to_its_turns(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    """Earlier cards are marked; both scores stay; a quote leads to its turn; axe finds nothing."""
    async with make_runtime(tmp_path) as runtime:
        await end_a_call(runtime, CALL)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page()
            await page.goto(f"http://127.0.0.1:{port}/calls/{ENDED}")
            await page.wait_for("!document.getElementById('scorecard-open').hidden")
            await page.run("document.getElementById('scorecard-open').click()")
            await page.wait_for(f"{ROW} && {SCORE} === '100'")
            await page.wait_for(f"{MARK} === 'asked'")
            await page.run(f"{ROW}.open = true")
            await assert_accessible(page, axe)
            await page.run(CORRECT)
            await page.wait_for(f"{SCORE} === '100 40' && {ROW}.open")
            words = f"{ROW}.querySelector('.criterion-body p').textContent"
            assert await page.run(words) == "Somebody One was <b>small talk</b>."
            await page.run(f"{ROW}.querySelector('.criterion-proof').click()")
            await page.wait_for("document.querySelector('#turn-a2.lit')")
            assert await page.run("document.getElementById('scorecard-dialog').open") is False


async def test_another_supervisors_word_is_shown_and_takes_nothing_from_ones_own(
    browser: Browser, tmp_path: Path
) -> None:
    """An open scorecard is read anew; what is being written on another criterion stays."""
    async with make_runtime(tmp_path) as runtime:
        await end_a_call(runtime, CALL)
        async with (
            serving(runtime, "127.0.0.1", PORTS.take()) as (_, port),
            httpx.AsyncClient() as other,
        ):
            page = await browser.page()
            await page.goto(f"http://127.0.0.1:{port}/calls/{ENDED}")
            await page.wait_for("!document.getElementById('scorecard-open').hidden")
            await page.run("document.getElementById('scorecard-open').click()")
            await page.wait_for(f"{ROW} && {SCORE} === '100'")
            await page.run(f"{OTHER}.open = true")
            await page.run(f"{OTHER}.querySelector('[required][maxlength]').value = 'They were'")
            path = f"/api/calls/{ENDED}/scorecard/questions"
            word = {"score": 40, "reason": "One was small talk."}
            answer = await other.put(f"http://127.0.0.1:{port}{path}", json=word)
            assert answer.status_code == 200, answer.text
            await page.wait_for(f"{SCORE} === '100 40'")
            typed = f"{OTHER}.querySelector('[required][maxlength]').value"
            assert (await page.run(typed), await page.run(f"{OTHER}.open")) == ("They were", True)
            assert page.complaints == []
