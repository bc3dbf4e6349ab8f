"""What the console shows when things are not as they should be."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import pytest

from conversation.events.event import EventType
from tests.browser.chromium import DARK, MOVING, STILL, Browser, Page
from tests.browser.feed import BEGIN, CALL_ID, Feed

SERIOUS = """axe.run(document, {resultTypes: ['violations']}).then((result) =>
  result.violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`))"""
COME = """document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime < Infinity)
  .forEach((one) => one.finish())"""
CHANGES = "{childList: true, characterData: true, subtree: true}"
SLIDER = """(({role, ariaLabel, ariaValueText, type}) =>
  [role ?? (type === 'range' ? 'slider' : ''), ariaLabel, ariaValueText])(
  document.getElementById('seek'))"""
WATCH_SHIFTS = """(() => {
  window.shifts = [];
  const take = (list) => list.getEntries().forEach((one) => window.shifts.push(one.value));
  new PerformanceObserver(take).observe({ type: "layout-shift" });
})()"""
SHOWN = "document.getElementById('headline').textContent"
SHOWN_AGAIN = """(({dataset}, button) => {
  const isSeen = () => button.checkVisibility({visibilityProperty: true});
  delete dataset.ready;
  const wasHidden = !isSeen();
  dataset.ready = 'true';
  return wasHidden && isSeen();
})(document.documentElement, document.querySelector('[data-rating=used]'))"""
"""Whether a page that hides until it has its words is there as soon as it has them."""


@pytest.fixture
def feed() -> Feed:
    """A call that has begun, with two turns and one piece of advice."""
    feed = Feed()
    begin(feed)
    return feed


def begin(feed: Feed) -> None:
    """Have the call begin, with two turns and one piece of advice."""
    feed.start(
        playbook={"stages": [{"id": "opening", "title": "Opening"}]},
        stt="deepgram",
        coach="gpt-4.1-mini",
    )
    feed.turn("t1", "agent", "What made you call today?", 0, 2000)
    feed.turn("t2", "customer", "Honestly, the price. It is too high.", 2500, 6000)
    quote = [{"turn_id": "t2", "quote": "the price"}]
    at = BEGIN + timedelta(seconds=6.4)
    feed.advice("s1", "t2", "Ask what it costs them today", at, evidence=quote)


@pytest.fixture
async def base(feed: Feed) -> AsyncIterator[str]:
    """Where the feed is served."""
    async with feed.serving() as address:
        yield address


async def opened(browser: Browser, base: str, media: dict[str, str] | None = None) -> Page:
    """The call's page, with its advice on show."""
    page = await browser.page(media=media)
    await page.goto(f"{base}/calls/{CALL_ID}")
    await page.wait_for(f"{SHOWN} === 'Ask what it costs them today'")
    return page


ENDINGS = [
    ("interrupted", "The line to the coach broke at 0:29"),
    ("disconnected", "The line to the coach broke at 0:29"),
    ("replaced", "The call went over to another line at 0:29"),
    ("hangup", "The call has ended"),
    ("shutdown", "The coach was switched off at 0:29"),
]
IN_FRENCH = "Le coach a été arrêté à 0:29", "l’appel lui-même continue peut-être"


async def test_what_has_ended(browser: Browser, feed: Feed, base: str) -> None:
    """Only a call that was hung up has ended; otherwise the coach has, and the call may go on."""
    page = await opened(browser, base)
    title = "document.getElementById('quiet-title').textContent"
    for reason, words in ENDINGS:
        feed.start()  # again, as a stream that comes back
        await page.wait_for("document.documentElement.dataset.call === 'live'")
        feed.tell(EventType.CALL_ENDED, reason=reason, duration_ms=29_400)
        await page.wait_for("document.documentElement.dataset.call === 'ended'")
        await page.wait_for(f"{title} === '{words}'")
        told = "the call itself may go on" in await page.text("#quiet-hint")
        assert told == (reason in {"interrupted", "disconnected", "shutdown"}), reason
    await page.choose_next("#language")
    await page.wait_for(f"{title} === '{IN_FRENCH[0]}'")
    assert IN_FRENCH[1] in await page.text("#quiet-hint")


OFFERED = """['.ask', '#pause', '#whisper', '#level'].filter((one) =>
  document.querySelector(one).checkVisibility({visibilityProperty: true}))"""


NO_SUCH_CALL = [
    ("En espera", "Todavía no existe esa llamada"),
    ("Waiting", "There is no such call yet"),
    ("En attente", "Cet appel n’existe pas encore"),
]


async def test_a_call_that_is_not_there_yet(browser: Browser) -> None:
    """The page says so, offers nothing that needs a call, and shows the call when it begins.

    In the language of the browser, and in those that are chosen on the page.
    """
    feed = Feed()
    async with feed.serving() as base:
        page = await browser.page()
        await page.prefer_language("es")
        await page.goto(f"{base}/calls/{CALL_ID}")
        for state, words in NO_SUCH_CALL:
            await page.wait_for(f"document.getElementById('quiet-title').textContent === '{words}'")
            assert await page.text("#state-word") == state
            assert await page.run(OFFERED) == []
            await page.choose_next("#language")
        feed.start(stt="deepgram", coach="gpt-4.1-mini")
        await page.wait_for("document.documentElement.dataset.call === 'live'")
        assert ".ask" in await page.run(OFFERED)
        assert await page.text("#quiet-title") != NO_SUCH_CALL[0][1]


LONG = {
    "questions": [
        "If the pilot did save your two coordinators those six hours a week, what would have to be "
        "true for you to start before the end of the quarter?",
        "Who else would have to agree?",
    ],
    "recommended_direction": "Let them name the number themselves, and only then say what it costs "
    "them to wait until the next budget; do not offer a discount before they have.",
    "signals_detected": ["price_objection", "timing", "competitor"],
}
HEADLINE = "Say yes to a test, and tie it to the number that they care about most"


async def test_a_long_card(browser: Browser, feed: Feed, base: str) -> None:
    """Long advice with its reasons stands whole on the card, without a line behind its edge.

    1, 2 and 3 show the headline alone, the question too, and everything; so much is copied.
    """
    quotes = [{"turn_id": "t2", "quote": words} for words in ("the price", "It is too high")]
    feed.advice("s2", "t2", HEADLINE, evidence=quotes, priority="critical", **LONG)
    page = await browser.page()
    await page.goto(f"{base}/calls/{CALL_ID}")
    await page.wait_for(f"{SHOWN} === '{HEADLINE}'")
    frames = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
    beyond = "(({scrollHeight, clientHeight}) => scrollHeight - clientHeight)(card)"
    for size in ((1440, 900), (1024, 768), (1024, 600)):
        await page.resize(*size)
        await page.run(frames)
        assert await page.run(beyond) <= 0, size
        assert await page.run("document.getElementById('because').checkVisibility()")
    await page.run("""(() => {
      navigator.clipboard.writeText = async (text) => { window.copied = text; };
    })()""")
    visible = (
        "['headline', 'question', 'direction', 'why']"
        ".filter((id) => document.getElementById(id).checkVisibility())"
    )
    lines = [HEADLINE, LONG["questions"][0], LONG["recommended_direction"]]
    shown = ["headline", "question", "direction", "why"]
    for level in (1, 2, 3):
        await page.press(str(level))
        assert await page.run(visible) == (shown if level == 3 else shown[:level])
        await page.run("window.copied = null")
        await page.press("c")
        await page.wait_for("window.copied")
        assert await page.run("window.copied") == "\n".join(lines[:level])


async def test_what_turns_and_cards_tell(browser: Browser, feed: Feed, base: str) -> None:
    """What advice rests on, how long it took, and what has trouble."""
    page = await opened(browser, base)
    await evidence(page, feed)
    await times(page, feed)
    await trouble(page, feed)


async def evidence(page: Page, feed: Feed) -> None:
    """The customer's words that the advice rests on are marked in the turn they lead to.

    A card may come before its turn; its quote is a link once that is there.
    """
    assert await page.text("#turn-t2 mark") == "the price"
    await page.click("#evidence a")
    await page.wait_for("document.querySelector('#turn-t2.lit')")
    feed.advice("s2", "t3", "Say when", evidence=[{"turn_id": "t3", "quote": "how soon"}])
    await page.wait_for(f"{SHOWN} === 'Say when'")
    assert await page.run("document.querySelector('#evidence a')") is None
    feed.turn("t3", "customer", "And how soon could we start?", 7000, 9000)
    await page.wait_for("document.querySelector('#evidence a')?.textContent === '… how soon …'")


async def test_advice_goes(browser: Browser, feed: Feed, base: str) -> None:
    """What is withdrawn, and what has had its time."""
    page = await opened(browser, base)
    await withdrawn(page, feed)
    await expired(page, feed)


async def withdrawn(page: Page, feed: Feed) -> None:
    """What is withdrawn for newer advice gives way to it alone: the one before does not flash.

    What is withdrawn for nothing newer gives way to the one before, after a while.
    """
    await page.run(f"""(() => {{
      window.seen = [];
      new MutationObserver(() => window.seen.push({SHOWN}))
        .observe(document.getElementById('advice'), {CHANGES});
    }})()""")
    feed.tell(EventType.SUGGESTION_STARTED, suggestion_id="s2", turn_id="t2", lane="llm")
    feed.tell(EventType.SUGGESTION_DELTA, suggestion_id="s2", partial={"headline": "Half a"})
    await page.wait_for(f"{SHOWN} === 'Half a'")
    feed.tell(EventType.SUGGESTION_WITHDRAWN, suggestion_id="s2", reason="superseded")
    await page.wait_for("document.getElementById('card').dataset.state === 'withdrawn'")
    feed.advice("s3", "t2", "The newer advice")
    await page.wait_for(f"{SHOWN} === 'The newer advice'")
    seen = [headline for headline, _ in groupby(await page.run("window.seen"))]
    assert seen == ["Half a", "The newer advice"]
    feed.tell(EventType.SUGGESTION_STARTED, suggestion_id="s4", turn_id="t2", lane="llm")
    feed.tell(EventType.SUGGESTION_DELTA, suggestion_id="s4", partial={"headline": "Half b"})
    await page.wait_for(f"{SHOWN} === 'Half b'")
    feed.tell(EventType.SUGGESTION_WITHDRAWN, suggestion_id="s4", reason="failed")
    await page.wait_for(f"{SHOWN} === 'The newer advice'")


async def expired(page: Page, feed: Feed) -> None:
    """A line tells how much is left; then the card is kept with the earlier ones.

    Where no card stands, what the coach held back last is told with the reason.
    """
    feed.advice("s5", "t2", "Soon over", expires_at_ms=feed.elapsed_ms() + 2500)
    await page.wait_for(f"{SHOWN} === 'Soon over' && !document.getElementById('life').hidden")
    await page.wait_for("document.getElementById('card').hidden")
    assert await page.text("#quiet-title") == "Listening"
    assert "Soon over" in await page.text("#earlier-list")
    held: dict[str, Any] = {"turn_id": "t2", "specialist": "sales", "headline": "Name the price"}
    feed.tell(EventType.SUGGESTION_SUPPRESSED, reason="already_said", **held)
    hint = "Held back: “Name the price”. You have just said it."
    await page.wait_for(f"document.getElementById('quiet-hint').textContent === '{hint}'")


async def test_nothing_jumps(browser: Browser, feed: Feed, base: str) -> None:
    """From a card's first words to the next one, and while words are told, nothing else moves."""
    page = await opened(browser, base, MOVING)
    await page.run(WATCH_SHIFTS)
    started: dict[str, Any] = {
        "suggestion_id": "s2",
        "turn_id": "t2",
        "lane": "llm",
        "replaces": "s1",
    }
    feed.tell(EventType.SUGGESTION_STARTED, **started)
    partial = {"priority": "high", "headline": "Ask what would have to change, and when"}
    for field, words in [*partial.items(), *LONG.items()]:
        partial = partial | {field: words}
        if "headline" in partial:
            feed.tell(EventType.SUGGESTION_DELTA, suggestion_id="s2", partial=partial)
    await page.wait_for(f"{SHOWN} === '{partial['headline']}'")
    feed.advice("s2", "t2", partial["headline"], **LONG)
    await page.wait_for("document.getElementById('card').dataset.state === 'final'")
    feed.advice("s3", "t2", "Repeat the date")
    await page.wait_for(f"{SHOWN} === 'Repeat the date'")
    said = "And so they told us that we could have all of it by the end of that week"
    for length in [at for at, letter in enumerate(f"{said} ") if letter == " "]:
        words = said[:length]
        feed.tell(EventType.TURN_PARTIAL, turn_id="t9", speaker="customer", text=words)
        await page.wait_for(
            f"document.querySelector('#turn-t9 .words')?.textContent === '{words} …'"
        )
    assert sum(await page.run("window.shifts")) <= 0.02


async def test_what_is_told_beside_the_advice(browser: Browser, feed: Feed, base: str) -> None:
    """Obligations, insights and what is remembered; nothing else moves while they come."""
    page = await opened(browser, base)
    await obligations(page, feed)
    await insights(page, feed)
    await remembered(page, feed)


async def obligations(page: Page, feed: Feed) -> None:
    """Open ones stand quietly, and what is missed or broken is told."""
    await page.run(WATCH_SHIFTS)

    def tell(id: str, must: str, state: str) -> None:
        title = {"notice": "Say that it is recorded", "promise": "Promise nothing"}[id]
        feed.tell(
            EventType.OBLIGATION_UPDATED,
            obligation_id=id,
            title=title,
            must=must,
            state=state,
            deadline_ms=None,
            evidence=[],
        )

    items = "[...document.querySelectorAll('#obligations li')].map((item) => item.textContent)"
    tell("notice", "say", "open")
    tell("promise", "not_say", "open")
    await page.wait_for(f"{items}.length === 2")
    assert "Missed" not in await page.text("#announce")
    tell("promise", "not_say", "violated")
    tell("notice", "say", "missed")
    told = ["Broken: Promise nothing.", "Missed: Say that it is recorded."]
    await page.wait_for(f"{items}.join() === '{','.join(told)}'")
    card = "'Ask what it costs them today'"
    await page.wait_for(f"document.getElementById('announce').textContent.includes({card})")
    announced = await page.text("#announce")
    assert all(line in announced for line in told), "a card's announcement took their place"
    assert sum(await page.run("window.shifts")) <= 0.02
    tell("notice", "say", "met")
    await page.wait_for(f"{items}.join().endsWith('Say that it is recorded (done)')")


async def insights(page: Page, feed: Feed) -> None:
    """A line each specialist, its number where it was."""
    await page.run(WATCH_SHIFTS)
    items = "[...document.querySelectorAll('#insights li')].map((item) => item.innerText)"
    about = {"turn_id": "t1", "model": "gpt", "prompt": "p@1/en", "latency_ms": 900, "usage": None}
    for score in (40, 72, 100):
        action = {"score": score, "action": "propose_next_step", "blockers": ["The board"]}
        feed.tell(EventType.INSIGHT_UPDATED, specialist="closing", data=action, **about)
        feed.tell(EventType.INSIGHT_UPDATED, specialist="house", data={"odd": score}, **about)
        await page.wait_for(f"{items}.length === 2 && {items}[1].includes('{score}')")
    assert "Closing" in (await page.run(items))[0]
    assert "propose the next step" in (await page.run(items))[0]
    assert await page.run("document.querySelector('#insights li').title") == "The board"
    assert sum(await page.run("window.shifts")) <= 0.02


async def remembered(page: Page, feed: Feed) -> None:
    """Five lines are there from the start, and stay where they are, however long they become."""
    lines = "[...document.querySelectorAll('#so-far dd')].map((line) => line.textContent)"
    assert await page.run(lines) == ["–"] * 5
    await page.run(WATCH_SHIFTS)
    long = "We will send you the offer for all three of your sites by Friday, with its discount"
    for count in range(1, 12):
        said = {"speaker": "agent", "turn_id": "t1", "state": None, "signal": None}
        entities = [{"kind": "commitment", "text": f"{long} ({n})"} | said for n in range(count)]
        feed.tell(
            EventType.MEMORY_UPDATED,
            summary="",
            summary_until_turn_id=None,
            summary_by=None,
            entities=entities,
            phase={"id": "opening", "title": "Opening", "turn_id": "t1"},
            sentiment={"customer": None, "agent": None},
            until_turn_id="t2",
        )
        await page.wait_for(
            f"{lines}[3].startsWith('Agent: {long} ({count - 1})')".replace("I'l", "I\\'l")
        )
    assert (await page.run(lines))[0] == "Opening"
    assert sum(await page.run("window.shifts")) <= 0.02


async def times(page: Page, feed: Feed) -> None:
    """The wait for the advice, or that there was none: a playbook's card may come in mid-turn.

    A turn that overlaps says for how long both spoke, and the others say nothing.
    """
    feed.turn("t8", "customer", "But I have told you that!", 90_000, 93_000, overlap_ms=1400)
    await page.wait_for("document.querySelector('#turn-t8 .overlap')")
    assert await page.text("#turn-t8 .overlap") == "both spoke for 1.4\u00a0s"
    assert await page.text("#turn-t1 .overlap") == ""
    feed.advice("s3", "t2", "Late", latency_ms={"from_speech_end_to_first": 640})
    await page.wait_for(f"{SHOWN} === 'Late'")
    details = "document.getElementById('source').title"
    assert (await page.run(details)).endswith("0.6\N{NO-BREAK SPACE}s after they spoke")
    feed.advice("s4", "t2", "Early", latency_ms={"from_speech_end_to_first": -1500})
    await page.wait_for(f"{SHOWN} === 'Early'")
    assert (await page.run(details)).endswith("while they spoke")


async def trouble(page: Page, feed: Feed) -> None:
    """A deaf party is told at the transcript's end, a silent model by the advice, in French too."""
    feed.tell(
        EventType.STATUS, component="stt", state="degraded", detail="again", speaker="customer"
    )
    feed.tell(
        EventType.STATUS,
        component="audio",
        state="down",
        code="audio_not_streamed",
        detail="Twilio could not (31930).",
        speaker=None,
    )
    feed.tell(
        EventType.ERROR,
        error_code="coach_timeout",
        message="The model took longer than 8 s.",
        retry_after=5,
        details={},
        fallback_suggestion={"headline": "Listen."},
    )
    await page.wait_for("document.querySelectorAll('main .notices .notice').length === 3")
    assert "Transcription of the customer has trouble" in await page.text("#transcript-notices")
    assert "Twilio could not (31930)." in await page.text("#transcript-notices")
    told = await page.text("#coach-notices")
    assert "The model took longer than 8 s." in told
    assert "Meanwhile: Listen." in told
    await page.choose_next("#language")
    await page.wait_for("document.getElementById('coach-notices').innerText.includes('à temps')")
    heard = await page.text("#transcript-notices")
    assert "Son de l’appel : hors service. L’opérateur n’a pas pu le transmettre." in heard
    feed.tell(EventType.STATUS, component="audio", state="ok", detail="", speaker=None)
    feed.tell(EventType.STATUS, component="stt", state="down", detail="Gone.", speaker="agent")
    await page.wait_for("document.querySelector('.notice [lang=en]')?.innerText === 'Gone.'")
    for speaker in ("customer", "agent"):
        feed.tell(EventType.STATUS, component="stt", state="ok", detail="", speaker=speaker)
    feed.advice("s5", "t2", "The model is back")
    await page.wait_for("!document.querySelector('.notice:not([hidden]):not(dialog *)')")


async def test_keys_that_are_off_are_not_promised(browser: Browser, feed: Feed, base: str) -> None:
    """Neither to the eye nor to a screen reader; who looks on has them off from the start."""
    page = await opened(browser, base)
    seen = """[...document.querySelectorAll('.actions kbd, .ask kbd')]
      .filter((key) => key.checkVisibility()).length"""
    told = "document.querySelectorAll('[aria-keyshortcuts]').length"
    await page.wait_for(f"{seen} >= 4 && {told} >= 8")
    await page.press("?")
    await page.click("#keys-enabled")
    assert (await page.run(seen), await page.run(told)) == (0, 0)
    await page.click("#keys-enabled")
    assert await page.run(seen) >= 4


async def test_what_is_told_to_the_coach(browser: Browser, feed: Feed, base: str) -> None:
    """How readily it speaks, by a list or a key; what the server tells is what the page shows.

    X dismisses the advice; a slash opens the question, and typing there rates nothing.
    """
    page = await opened(browser, base)
    await page.press("v")
    assert await feed.heard.get() == {"type": "verbosity", "level": "talkative"}
    level = "document.getElementById('level')"
    assert await page.run(f"{level}.value") == "normal"
    feed.tell(EventType.STATUS, component="coach", state="ok", verbosity="talkative")
    await page.wait_for(f"{level}.value === 'talkative'")
    await page.run(f"{level}.value = 'quiet', {level}.dispatchEvent(new Event('change'))")
    assert await feed.heard.get() == {"type": "verbosity", "level": "quiet"}
    await page.press("x")
    await page.wait_for("!document.getElementById('quiet').hidden")
    await page.press("/")
    for letter in "un":
        await page.press(letter)
    await page.press("Enter")
    await page.wait_for("document.getElementById('coach-notices').innerText.includes('Asked: un')")
    said = [await feed.heard.get(), await feed.heard.get()]
    assert said == [
        {"type": "feedback", "suggestion_id": "s1", "rating": "dismissed"},
        {"type": "ask", "text": "un"},
    ]


async def test_the_reader_who_scrolled_up_is_left_alone(
    browser: Browser, feed: Feed, base: str
) -> None:
    """New words follow at the end of the transcript, unless the reader looks at older ones."""
    for i in range(3, 40):
        feed.turn(
            f"t{i}", "customer", f"Something said for the {i}th time.", i * 3000, i * 3000 + 900
        )
    page = await opened(browser, base)
    place = "document.getElementById('transcript-scroll').scrollTop"
    await page.wait_for("document.body.textContent.includes('for the 39th time')")
    await page.wait_for(f"{place} > 0")
    await page.run(f"{place} = 40")
    await page.wait_for("!document.getElementById('latest').hidden")
    feed.turn("t99", "agent", "And one more.", 200_000, 201_000)
    await page.wait_for("document.getElementById('latest-count').textContent === '1'")
    assert await page.run(place) == 40
    await page.click("#latest")
    await page.wait_for(f"document.getElementById('latest').hidden && {place} > 40")


async def test_sign_in(browser: Browser) -> None:
    """A call that needs a key asks for it, tells a wrong one, and opens with the right one."""
    feed = Feed(key="the-right-one")
    feed.start()
    async with feed.serving() as base:
        page = await browser.page()
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for("document.getElementById('sign-in').open")
        await page.type("a-wrong-one")
        await page.press("Enter")
        await page.wait_for("!document.getElementById('sign-in-wrong').hidden")
        await page.run("document.getElementById('sign-in-key').select()")
        await page.type("the-right-one")
        await page.press("Enter")
        await page.wait_for(
            "document.getElementById('call-title').textContent === 'Dana Whitfield'"
        )
        # The key, and the calls that the tab has shown (docs/security.md).
        assert await page.run("sessionStorage.length") == 2
        assert "the-right-one" not in await page.run("location.href")


async def test_embedded(browser: Browser, feed: Feed, base: str) -> None:
    """In an iframe the call tells its parent of turns, of advice and of the end."""
    page = await browser.page()
    await page.goto(f"{base}/")
    await page.run(f"""(() => {{
      window.told = [];
      window.addEventListener('message', ({{data}}) => window.told.push(data));
      const frame = document.createElement('iframe');
      frame.src = '/embed/calls/{CALL_ID}?origin={base}';
      document.body.append(frame);
    }})()""")
    await page.wait_for("window.told.length >= 3")
    feed.tell(EventType.CALL_ENDED, reason="hangup", duration_ms=6000)
    await page.wait_for("window.told.at(-1).type === 'ended'")
    told = await page.run("window.told.map(({source, type, call_id}) => [source, type, call_id])")
    assert told == [
        ["callshadow", kind, CALL_ID] for kind in ("turn", "turn", "suggestion", "ended")
    ]


async def test_embedded_with_a_token(browser: Browser) -> None:
    """An embedded call that needs a token asks its parent, and takes it from nobody else."""
    feed = Feed(key="a-token")
    feed.start()
    async with feed.serving() as base:
        page = await browser.page()
        await page.goto(f"{base}/embed/calls/{CALL_ID}?origin=https://crm.example")
        await page.wait_for("document.getElementById('sign-in').open")
        await page.run(
            "window.postMessage({source: 'callshadow', type: 'token', token: 'a-token'})"
        )
        assert await page.run("document.getElementById('sign-in').open")
        await page.goto(f"{base}/")
        await page.run(f"""(() => {{
          window.addEventListener('message', ({{data, source}}) => {{
            if (data.type !== 'token_needed') window.told = data.type;
            else source.postMessage({{source: 'callshadow', type: 'token', token: 'a-token'}}, '*');
          }});
          const frame = document.createElement('iframe');
          frame.src = '/embed/calls/{CALL_ID}?origin={base}';
          document.body.append(frame);
        }})()""")
        await page.wait_for("document.querySelector('iframe').contentDocument?.title.match('Dana')")


async def test_forty_minutes(browser: Browser) -> None:
    """A call of hundreds of turns opens whole, and its next word touches little of the page."""
    feed = Feed()
    feed.start(at=datetime.now(UTC) - timedelta(minutes=40))
    for i in range(600):
        speaker = "customer" if i % 2 else "agent"
        feed.turn(f"t{i}", speaker, "Some words that were said. " * 3, i * 4000, i * 4000 + 3500)
        if i % 4 == 1:
            feed.advice(f"s{i}", f"t{i}", f"Advice number {i}")
    async with feed.serving() as base:
        page = await browser.page()
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for("document.querySelectorAll('.turn').length === 600")
        await page.run(f"""(() => {{
          window.touched = 0;
          new MutationObserver((changes) => {{ window.touched += changes.length; }})
            .observe(document.getElementById('turns'), {CHANGES});
        }})()""")
        feed.tell(EventType.TURN_PARTIAL, turn_id="t600", speaker="agent", text="And")
        await page.wait_for("document.querySelector('#turn-t600')")
        assert await page.run("window.touched") < 10


async def test_call_and_list_are_accessible(browser: Browser, axe: str) -> None:
    """axe-core finds nothing serious, and nothing is wider than the window.

    Neither while a page waits for its call, nor in the call, nor with trouble, nor in the keys'
    dialog, nor in the list of calls.
    """
    feed = Feed()
    async with feed.serving() as base:
        page = await browser.page(320, 800, DARK | MOVING)
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for("document.documentElement.dataset.call === 'waiting'")
        await assert_accessible(page, axe)
        begin(feed)
        await page.wait_for(f"{SHOWN} === 'Ask what it costs them today'")
        await page.run("Promise.all(document.getAnimations().map((one) => one.finished))")
        await assert_accessible(page, axe)
        await page.resize(1280, 800)
        await page.prefer(MOVING)
        await assert_accessible(page, axe)
        for component, state in (("stt", "down"), ("coach", "degraded")):
            feed.tell(EventType.STATUS, component=component, state=state, detail="Gone.")
        await page.wait_for("document.querySelectorAll('main .notices .notice').length === 2")
        await assert_accessible(page, axe)
        await page.press("?")
        await page.wait_for("document.getElementById('keys-dialog').open")
        await assert_accessible(page, axe)
        await page.goto(f"{base}/")
        await page.wait_for("!document.getElementById('none').hidden")
        await assert_accessible(page, axe)


async def test_replay_is_accessible(browser: Browser, feed: Feed, base: str, axe: str) -> None:
    """A live call has no transport; an ended one's is a named slider that says where it stands."""
    page = await opened(browser, base)
    assert not await page.run("document.getElementById('transport').checkVisibility()")
    await page.press(" ")
    at = BEGIN + timedelta(seconds=9)
    feed.tell(EventType.FEEDBACK_RECORDED, at, suggestion_id="s1", rating="used")
    feed.tell(EventType.CALL_ENDED, reason="hangup", duration_ms=70_000)
    await page.wait_for("document.getElementById('transport').checkVisibility()")
    assert await page.run(SLIDER) == ["slider", "Moment of the call", "1:10 of 1:10"]
    await page.run("document.getElementById('seek').focus()")
    await page.press("ArrowLeft")
    assert await page.run(SLIDER) == ["slider", "Moment of the call", "1:05 of 1:10"]
    await page.wait_for("document.getElementById('state').dataset.state === 'replay'")
    assert await page.run("document.querySelector('[data-rating=used]').disabled")
    await page.run("Promise.all(document.getAnimations().map((one) => one.finished))")
    await assert_accessible(page, axe)
    await page.choose_next("#language")
    assert await page.run(SLIDER) == ["slider", "Moment de l’appel", "1:05 sur 1:10"]
    feed.start()  # the stream of an interrupted call that comes back
    await page.wait_for("document.getElementById('state').dataset.state === 'live'")
    assert not await page.run("document.getElementById('transport').checkVisibility()")


async def assert_accessible(page: Page, axe: str) -> None:
    """Let axe-core look at the page when its scripts have run, and what fades in has come."""
    await page.wait_for("document.readyState === 'complete'")
    if not await page.run("'axe' in window"):
        await page.run(f"{axe}; 0")
    await page.run(COME)
    assert await page.run(SERIOUS) == []
    assert await page.run("document.documentElement.scrollWidth <= innerWidth")


async def test_reduced_motion(browser: Browser, base: str) -> None:
    """A reader who wants no motion gets none that lasts; what is shown is there at once."""
    page = await browser.page(media=STILL)
    await page.goto(f"{base}/calls/{CALL_ID}")
    await page.wait_for("document.querySelector('#card:not([hidden])')")
    longest = (
        "Math.max(0, ...document.getAnimations().map((one) => one.effect.getTiming().duration))"
    )
    assert await page.run(longest) < 1
    assert await page.run(SHOWN_AGAIN)
