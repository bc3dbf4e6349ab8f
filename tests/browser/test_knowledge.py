"""The knowledge page: documents in and out, and what a call would find, in a real browser."""

import json
from pathlib import Path

from peers.server_process import ServerProcess
from peers.site import Site
from server.serving.serving import serving
from tests.browser.app_server import PORTS
from tests.browser.chromium import DARK, Browser, Page
from tests.browser.keys import INES, TOM
from tests.browser.test_states import assert_accessible
from tests.server.stage import make_runtime

PRICES = "# Prices\n\n## Fax\n\nA fax costs nine cents a page, and nothing at night.\n"
READY = "!document.getElementById('documents-part').hidden"
DROP = """(() => {
  const carried = new DataTransfer();
  for (const [name, text] of %s) carried.items.add(new File([text], name));
  const event = new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true});
  document.getElementById("drop").dispatchEvent(event);
})()"""
OUTCOMES = """[...document.querySelectorAll('.upload')].map((one) =>
  [one.firstChild.textContent, one.classList.contains('bad')])"""
QUESTIONS = ["Do you fax?", "Is there an app?"]
LABELS = "[...document.querySelectorAll('#gaps .button')].map((one) => one.ariaLabel)"
ASK = """(() => {
  const field = document.getElementById("question");
  field.value = %s;
  field.dispatchEvent(new Event("input"));
})()"""

OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
LOOK = ASK.replace("question", "term")
TREE = """[...document.querySelectorAll('#graph-tree li li')].map((one) => one.textContent)"""


async def opened(browser: Browser, base: str) -> Page:
    """The page of a server that asks for no key."""
    page = await browser.page()
    await page.goto(f"{base}/knowledge")
    await page.wait_for(READY)
    return page


async def test_documents_in_found_and_out(browser: Browser, server: ServerProcess) -> None:
    """Dropped files are read one by one, a bad one is told; what is known is found till it goes."""
    page = await opened(browser, server.http)
    await page.run(DROP % json.dumps([["prices.md", PRICES], ["photo.png", "none"]]))
    await page.wait_for("document.querySelectorAll('.upload.done, .upload.bad').length === 2")
    assert await page.run(OUTCOMES) == [["prices.md", False], ["photo.png", True]]
    await page.wait_for("document.querySelector('#documents tr')")
    assert "Prices" in await page.text("#documents tr")
    await page.run(ASK % json.dumps("what does a fax cost"))
    await page.wait_for("document.querySelector('.found-item')")
    assert "nine cents a page" in await page.text(".found-passage")
    await page.run(ASK % json.dumps("who won the match last night"))
    await page.wait_for("!document.getElementById('nothing').hidden")
    await page.click("#documents .button")
    await page.press("Escape")
    await page.wait_for("!document.getElementById('remove').open")
    await page.click("#documents .button")
    await page.click("#remove-go")
    await page.wait_for("!document.getElementById('none').hidden")
    assert page.complaints == []


async def test_what_is_found_follows_what_is_known(
    browser: Browser, server: ServerProcess, tmp_path: Path
) -> None:
    """What is removed stands no longer below the question; what can't be asked is said, too.

    A folder that is dropped is told as one, and a file that misses the place stays where it is.
    """
    page = await opened(browser, server.http)
    dropped = DROP % json.dumps(
        [["prices.md", PRICES], ["hours.md", "# Hours\n\nFrom nine to six."]]
    )
    await page.run(dropped)
    await page.wait_for("document.querySelectorAll('.upload.done').length === 2")
    await page.wait_for("document.querySelectorAll('#documents tr').length === 2")
    await page.run(ASK % json.dumps("what does a fax cost"))
    await page.wait_for("document.getElementById('found').textContent.includes('nine cents')")
    await page.click("#documents tr:last-child .button")
    assert "Prices" in await page.text("#remove-hint")
    await page.click("#remove-go")
    await page.wait_for("!document.getElementById('found').textContent.includes('nine cents')")
    await page.command("Network.enable")
    await page.command("Network.emulateNetworkConditions", **OFFLINE)
    await page.run(ASK % json.dumps("are you open"))
    await page.wait_for("!document.getElementById('question-wrong').hidden")
    assert "does not answer" in await page.text("#question-wrong")
    assert await page.run("document.getElementById('found').childElementCount") == 0
    await _drag(page, tmp_path, "document.getElementById('drop')")
    await page.wait_for("document.querySelector('.upload.bad')")
    assert "Not read: a folder" in await page.text(".upload.bad")
    await _drag(page, tmp_path, "document.querySelector('h1')")
    assert await page.run("document.querySelectorAll('.upload').length") == 1
    await page.command("Network.emulateNetworkConditions", **OFFLINE | {"offline": False})
    await page.click("#documents .button")
    await page.click("#remove-go")
    await page.wait_for("!document.getElementById('none').hidden")


async def _drag(page: Page, path: Path, onto: str) -> None:
    """As a person drags a file or a folder, over the middle of a node, and lets it go."""
    box = await page.run(
        f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])"
        f"({onto}.getBoundingClientRect())"
    )
    carried = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        await page.command("Input.dispatchDragEvent", type=kind, x=box[0], y=box[1], data=carried)


async def test_a_page_is_added_by_its_address(browser: Browser, server: ServerProcess) -> None:
    """Its address is typed, and each says how it went, as files do."""
    page = await opened(browser, server.http)
    async with Site(
        {"/courier": b"<h1>Courier</h1><p>A courier comes within an hour.</p>"}
    ) as site:
        for path in ("courier", "nothing"):
            await page.run("document.getElementById('url').focus()")
            await page.type(f"{site.url}/{path}")
            await page.press("Enter")
            await page.wait_for("document.querySelector('.upload.done, .upload.bad')")
            assert await page.run(OUTCOMES) == [[f"{site.url}/{path}", path == "nothing"]]
            assert await page.run("document.getElementById('url').value") == ""
            await page.wait_for("document.getElementById('progress').hidden")
        assert "HTTP 404" in await page.text("#uploads")
        await page.wait_for("document.querySelector('#documents a')")
        assert f"{site.url}/courier" in await page.text("#documents")
    await page.click("#documents .button")
    await page.click("#remove-go")
    await page.wait_for("!document.getElementById('none').hidden")
    assert page.complaints == []


async def test_a_question_is_taken_off_the_list(browser: Browser, tmp_path: Path) -> None:
    """One that found nothing, by its button; it is off the server's list, too."""
    async with (
        make_runtime(tmp_path) as runtime,
        serving(runtime, "127.0.0.1", PORTS.take()) as (_, port),
    ):
        for question in QUESTIONS:
            await runtime.knowledge.missed(question)
        page = await opened(browser, f"http://127.0.0.1:{port}")
        await page.run(DROP % json.dumps([["prices.md", PRICES]]))
        await page.wait_for("document.getElementById('gaps-part').checkVisibility()")
        assert await page.run(LABELS) == [f"Take “{one}” off the list" for one in QUESTIONS]
        await page.click("#gaps .button")
        await page.wait_for("document.querySelectorAll('#gaps li').length === 1")
        assert "“Do you fax?” is off the list." in await page.text("#announce")
        assert [gap.question for gap in await runtime.knowledge.gaps()] == ["Is there an app?"]
        await page.click("#gaps .button")
        await page.wait_for("!document.getElementById('no-gaps').hidden")
        assert page.complaints == []


async def test_reading_the_page_again_leaves_the_keyboard_where_it_is(
    browser: Browser, tmp_path: Path
) -> None:
    """It is read every ten seconds: a row stays the same while its document does."""
    async with (
        make_runtime(tmp_path) as runtime,
        serving(runtime, "127.0.0.1", PORTS.take()) as (_, port),
    ):
        for _ in range(2):
            await runtime.knowledge.missed(QUESTIONS[0])
        page = await opened(browser, f"http://127.0.0.1:{port}")
        await page.run(DROP % json.dumps([["prices.md", PRICES]]))
        await page.wait_for("document.querySelector('#documents .button')?.checkVisibility()")
        await page.run("document.querySelector('#documents .button').focus()")
        await page.run(DROP % json.dumps([["more.md", "# More\n\nThere is more."]]))
        await page.wait_for("document.getElementById('documents').children.length === 2")
        assert await page.run("document.activeElement.closest('#documents') !== null")
        await page.run("document.querySelector('#gaps .button').focus()")
        await runtime.knowledge.missed(QUESTIONS[1])
        await page.run("document.dispatchEvent(new Event('visibilitychange'))")
        await page.wait_for("document.getElementById('gaps').children.length === 2")
        assert await page.run("document.activeElement.closest('#gaps') !== null")
        await page.choose_next("#language")
        await page.wait_for(f"{LABELS}[0].startsWith('Retirer')")
        assert page.complaints == []


async def test_what_belongs_to_a_term_is_drawn_and_listed(
    browser: Browser, server: ServerProcess, axe: str
) -> None:
    """In a drawing for the eye, and in a list for all; a name that is chosen is the next term."""
    page = await opened(browser, server.http)
    await page.run(DROP % json.dumps([["drawn.md", PRICES]]))
    await page.wait_for("!document.getElementById('graph-part').hidden")
    await page.run(LOOK % json.dumps("fax"))
    await page.wait_for("document.querySelector('#graph-tree li li')")
    assert await page.run(TREE) == ["is a part of Prices drawn.md"]
    assert await page.run("document.querySelectorAll('#graph-drawing .graph-box').length") == 2
    assert await page.run("document.querySelector('#graph-drawing svg').ariaHidden") == "true"
    await assert_accessible(page, axe)
    await page.click("#graph-tree .graph-name")
    await page.wait_for("document.getElementById('term').value === 'Prices'")
    await page.wait_for("document.querySelector('#graph-tree strong').textContent === 'Prices'")
    await page.run(LOOK % json.dumps("fax machine"))
    await page.wait_for("!document.getElementById('graph-nowhere').hidden")
    await page.click("#graph-nearest .graph-name")
    await page.wait_for("document.querySelector('#graph-tree strong')?.textContent === 'Fax'")
    await page.click("#documents .button")
    await page.click("#remove-go")
    await page.wait_for("!document.getElementById('none').hidden")
    assert page.complaints == []


async def test_a_supervisor_reads_and_an_agent_does_not(
    browser: Browser, locked_server: ServerProcess
) -> None:
    """Who may add nothing sees no way to; who may read nothing is told so, and finds no link."""
    for key, seen in ((INES, READY), (TOM, "!document.getElementById('lost').hidden")):
        page = await browser.page()
        await page.goto(f"{locked_server.http}/knowledge")
        await page.wait_for("document.getElementById('sign-in')?.open")
        await page.click("#sign-in-key")
        await page.type(key)
        await page.click("#sign-in-form .primary")
        await page.wait_for(seen)
        assert not await page.run("document.getElementById('add').checkVisibility()")
        await page.goto(f"{locked_server.http}/")
        await page.wait_for("document.body.dataset.role")
        linked = "document.getElementById('knowledge').checkVisibility()"
        assert await page.run(linked) is (key == INES)


async def test_it_is_accessible(browser: Browser, server: ServerProcess, axe: str) -> None:
    """axe-core finds nothing serious, and nothing is wider than the window."""
    page = await opened(browser, server.http)
    await page.run(DROP % json.dumps([["long.md", PRICES * 3]]))
    await page.wait_for("document.querySelector('#documents tr')")
    await page.run(ASK % json.dumps("what does a fax cost"))
    await page.wait_for("document.querySelector('.found-item')")
    for width, media in ((1440, {}), (360, DARK)):
        await page.resize(width, 900)
        await page.prefer(media)
        await assert_accessible(page, axe)
        await page.click("#documents .button")
        await assert_accessible(page, axe)
        await page.press("Escape")
        await page.wait_for("!document.getElementById('remove').open")
