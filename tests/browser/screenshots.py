"""Takes the pictures in docs/screenshots from the real server.

`python -m tests.browser.screenshots [NAME …]` takes those named, or all. The sample call runs
through the whole line at real time; where a picture needs several calls, it runs several times,
and again where it ended before a slow machine had taken the picture.
"""

import asyncio
import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bots import sample
from peers.server_process import ServerProcess
from tests.browser import chromium
from tests.browser.chromium import Browser, Page, PageError
from tests.browser.proxy import Wire
from transports.twilio.play import play

OUT = Path(__file__).parents[2] / "docs" / "screenshots"
CUSTOMERS = ("Daniel Ortega", "Amélie Fournier", "Tom Adeyemi")
APART_S = 9
GOOD_MOMENT = """document.querySelectorAll('.turn').length > 11
  && document.querySelector('.turn.partial')
  && document.querySelector('#card[data-state=final][data-priority=high]')"""
ADVISED = "document.querySelector('#card:not([hidden])')"
ON_THE_WALL = "document.querySelector('.card-words')"
LOOK_S = 15
TRIES = 4


@dataclass(frozen=True)
class Shot:
    """One picture: what page, in what window, when, and which keys are pressed before.

    In its path, `{call}` is the first of the calls that run.
    """

    name: str
    path: str
    size: tuple[int, int] = (1280, 800)
    scheme: str = "light"
    until: str = ADVISED
    language: str = "en"
    press: str = ""


def call_id(number: int) -> str:
    """The id of a call of the run: the same each time, so that pictures stay comparable."""
    return f"CA{number + 1:032x}"


CALL = "/calls/{call}"
BEFORE = [Shot("empty", "/", until="!document.getElementById('none').hidden")]
DURING = [
    Shot("call-dark", CALL, (1440, 900), "dark"),
    Shot("narrow", CALL, (360, 900)),
    Shot("embedded", "/embed/calls/{call}", (400, 760), "dark"),
    Shot("french", CALL, language="fr"),
    Shot("headline-only", CALL, (960, 540), "dark", press="1"),
    Shot("keys", CALL, press="?"),
    Shot("wall-display", CALL, (1920, 1080), "dark"),
    Shot("calls", "/", until=ON_THE_WALL),
]
IS_ENDED = "document.documentElement.dataset.call === 'ended'"
AFTER = [
    Shot("ended", CALL, until=IS_ENDED),
    Shot("replay", CALL, until=IS_ENDED, press="ArrowLeft " * 9),
]
HISTORY = Shot("history", "/", scheme="dark", until=ON_THE_WALL)


class Photographer:
    """Takes the pictures that are wanted."""

    def __init__(self, browser: Browser, server: ServerProcess, wanted: set[str]):
        self._browser = browser
        self._server = server
        self._wanted = wanted
        self._first = 0
        self._calls: list[asyncio.Task[None]] = []

    async def take_all(self) -> None:
        """Play the calls, and take each picture at its time."""
        await self._take(BEFORE)
        self._begin(len(CUSTOMERS))
        async with Wire(self._server.port).laid() as wire:
            page = await self._open(Shot("call", CALL, (1440, 900), until=GOOD_MOMENT))
            cut = await self._open(Shot("reconnecting", CALL), wire.port)
            if not self._wanted or "call" in self._wanted:
                await self._save("call", page)
            wire.cut()
            await cut.wait_for("document.querySelector('#coach-notices .notice')")
            if not self._wanted or "reconnecting" in self._wanted:
                await self._save("reconnecting", cut)
            await self._take(DURING)
        await asyncio.gather(*self._calls)
        await self._take(AFTER)
        self._begin(1)
        await self._take([HISTORY])
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _begin(self, calls: int) -> None:
        """Let calls run, one after the other; they are those that pictures are of from now on."""
        self._first += len(self._calls)
        numbers = range(self._first, self._first + calls)
        play = [self._play(number, at * APART_S) for at, number in enumerate(numbers)]
        self._calls = [asyncio.create_task(one) for one in play]

    async def _take(self, shots: list[Shot]) -> None:
        for shot in shots:
            if not self._wanted or shot.name in self._wanted:
                await self._save(shot.name, await self._open(shot))

    async def _open(self, shot: Shot, port: int | None = None) -> Page:
        page = await self._browser.page(*shot.size, {"prefers-color-scheme": shot.scheme})
        await page.prefer_language(shot.language)
        for _ in range(TRIES):
            path = shot.path.format(call=call_id(self._first))
            await page.goto(f"http://127.0.0.1:{port or self._server.port}{path}")
            if await self._comes(page, shot.until):
                for key in shot.press.split():
                    await page.press(key)
                return page
            self._begin(len(self._calls))
        raise PageError(f"{shot.name}: not in {TRIES} calls: {shot.until}")

    async def _comes(self, page: Page, moment: str) -> bool:
        """Whether a moment is there before the calls are over."""
        while True:
            are_over = all(call.done() for call in self._calls)
            try:
                await page.wait_for(moment, LOOK_S)
            except PageError:
                if are_over:
                    return False
            else:
                return True

    async def _save(self, name: str, page: Page) -> None:
        await asyncio.sleep(0.6)  # fonts, arrivals and the first frames are over
        picture = Image.open(io.BytesIO(await page.screenshot()))
        # 128 colours are enough for text, and a third of the bytes.
        picture.quantize(128, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)

    async def _play(self, number: int, after_s: float = 0) -> None:
        await asyncio.sleep(after_s)
        parameters = {
            "source": "replay",
            "recording": sample.NAME,
            "customer_name": CUSTOMERS[number % len(CUSTOMERS)],
            "agent_name": "Maya Lindqvist",
        }
        media = self._server.media
        await play(sample.recording(), media, call_id=call_id(number), parameters=parameters)


async def main(wanted: set[str]) -> int:
    """Take the pictures; the exit code."""
    path = chromium.find(chromium.WHOLE)
    if path is None:
        print("chromium is not installed", file=sys.stderr)  # noqa: T201 - a command's answer
        return 1
    with tempfile.TemporaryDirectory() as folder:
        async with ServerProcess(Path(folder)) as server, chromium.browser(path) as browser:
            await Photographer(browser, server, wanted).take_all()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(set(sys.argv[1:]))))
