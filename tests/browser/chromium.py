"""A real Chromium, driven over the DevTools protocol: just what the console's tests need.

Its headless shell is the same engine without the windows around it, and takes a page half the CPU.
"""

import asyncio
import base64
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import IO, Any

from websockets.asyncio.client import ClientConnection, connect

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-back-forward-cache",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
WHOLE = ("chromium", "chromium-browser", "google-chrome")
ANY = ("chromium-headless-shell", *WHOLE)

STILL = {"prefers-reduced-motion": "reduce"}
"""What moves on a page is drawn again and again: a sixth of the CPU of most tests."""
MOVING = {"prefers-reduced-motion": "no-preference"}
DARK = {"prefers-color-scheme": "dark"}
SMALL = 0.1
"""How small a page is drawn, which is laid out at its full size: pixels take a fifth of the CPU."""
FORGETS_S = 10
"""How long a page may take to forget, before it is thrown away."""

# Keys that do something of their own, which Chromium knows by their numbers.
_CODES = {"Enter": 13, "Escape": 27, "Tab": 9, " ": 32, "End": 35, "ArrowLeft": 37}


class PageError(Exception):
    """A script in the page threw, or a condition did not come true in time."""


def find(names: Sequence[str] = ANY) -> str | None:
    """The path of the first of these Chromiums that this machine has, or None."""
    return next((path for name in names if (path := shutil.which(name))), None)


@dataclass(frozen=True)
class Chromium:
    """One that runs.

    Attributes:
        address: Of its DevTools.
        tabs: Contexts with their one tab that nobody uses and that remember nothing: to make one
            takes three times the CPU of all that most tests do in it.
    """

    address: str
    tabs: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


@contextmanager
def running(executable: str) -> Iterator[Chromium]:
    """A Chromium with a fresh profile, both gone at the end."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        subprocess.Popen(
            [executable, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"HOME": profile},
            start_new_session=True,
        ) as process,
    ):
        assert process.stderr is not None
        drain = Thread(target=process.stderr.read)
        try:
            address = _devtools_address(process.stderr)
            drain.start()
            yield Chromium(address)
        finally:
            # Debian starts the shell from a script, which would leave it behind.
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            if drain.ident is not None:
                drain.join()


def _devtools_address(stderr: IO[bytes]) -> str:
    """The WebSocket address that Chromium prints: `DevTools listening on ws://…`."""
    for line in stderr:
        if b"DevTools listening on " in line:
            return line.decode().split()[-1]
    raise PageError("chromium ended before it listened")


@asynccontextmanager
async def connected(chromium: Chromium) -> AsyncIterator["Browser"]:
    """The Chromium, with no page; those that are opened are closed at the end."""
    async with connect(chromium.address, max_size=None) as socket:
        browser = Browser(socket, chromium.tabs)
        yield browser
        await browser.close_pages()


@asynccontextmanager
async def browser(executable: str) -> AsyncIterator["Browser"]:
    """A Chromium of its own."""
    with running(executable) as chromium:
        async with connected(chromium) as browser:
            yield browser


class Browser:
    """The DevTools connection; one reader serves all pages."""

    def __init__(self, socket: ClientConnection, tabs: list[tuple[str, str]]) -> None:
        self._socket = socket
        self._tabs = tabs
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._pages: dict[str, Page] = {}
        self._reader = asyncio.create_task(self._read())

    async def command(self, method: str, session: str | None = None, **params: Any) -> Any:
        """Send one DevTools command and return its result.

        Raises:
            PageError: Chromium refused it.
        """
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        await self._socket.send(json.dumps(message))
        reply = await answer
        if "error" in reply:
            raise PageError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    async def page(
        self,
        width: int = 1280,
        height: int = 800,
        media: dict[str, str] | None = None,
        beside: "Page | None" = None,
    ) -> "Page":
        """A new page, with media features such as a colour scheme; no motion if none says so.

        It is in a browser of its own, which shares nothing with other pages, or in that of the page
        which it is `beside`.
        """
        context, target = await self._tab(beside)
        attached = await self.command("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self, attached["sessionId"], context, target)
        self._pages[page.session] = page
        for domain in ("Page", "Runtime", "Log"):
            await page.command(f"{domain}.enable")
        await page.resize(width, height)
        await page.prefer(media or {})
        return page

    async def _tab(self, beside: "Page | None") -> tuple[str, str]:
        """A context and a tab in it, which is blank."""
        if beside is None and self._tabs:
            return self._tabs.pop()
        context = beside.context if beside else await self._new_context()
        blank = {"url": "about:blank", "browserContextId": context}
        return context, (await self.command("Target.createTarget", **blank))["targetId"]

    async def _new_context(self) -> str:
        return (await self.command("Target.createBrowserContext"))["browserContextId"]

    async def close_pages(self) -> None:
        """Close every page that was opened here, and forget what it stored."""
        pages: dict[str, list[Page]] = {}
        for page in self._pages.values():
            pages.setdefault(page.context, []).append(page)
        for context, shown in pages.items():
            if not await self._is_kept(*shown):
                await self.command("Target.disposeBrowserContext", browserContextId=context)

    async def _is_kept(self, page: "Page", *others: "Page") -> bool:
        """Whether its tab is as a new one now, and waits for the next page.

        Emulation, injected scripts and enabled domains go with the session. A page with others
        beside it, or that has shown what others serve, may have left more behind.
        """
        if others or page.framed or len(page.origins) > 1:
            return False
        try:
            async with asyncio.timeout(FORGETS_S):
                await page.run("sessionStorage.clear(), localStorage.clear()")
                await page.goto("about:blank")
                for origin in page.origins:
                    stored = {"origin": origin, "storageTypes": "all"}
                    await page.command("Storage.clearDataForOrigin", **stored)
                await page.command("Page.resetNavigationHistory")
                await page.command("Log.clear")
                await page.command("Runtime.discardConsoleEntries")
            cleared = {"browserContextId": page.context}
            await self.command("Storage.clearCookies", **cleared)
            await self.command("Browser.resetPermissions", **cleared)
            await self.command("Target.detachFromTarget", sessionId=page.session)
        except (PageError, TimeoutError):
            return False
        self._tabs.append((page.context, page.target))
        return True

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            if "id" in message:
                answer = self._answers.pop(message["id"])
                if not answer.done():  # its asker may have given up
                    answer.set_result(message)
            elif page := self._pages.get(message.get("sessionId", "")):
                page.heard(message["method"], message["params"])


class Page:
    """One tab.

    Attributes:
        complaints: What its console and its security policy complain about.
        requested: The addresses that it has asked for, since `Network.enable`.
        origins: Whose documents it has shown.
        framed: Whether one of them had a frame.
    """

    def __init__(self, browser: Browser, session: str, context: str, target: str) -> None:
        self.session = session
        self.context = context
        self.target = target
        self.origins: set[str] = set()
        self.framed = False
        self.complaints: list[str] = []
        self.requested: list[str] = []
        self._browser = browser
        self._size: dict[str, int] = {}

    def heard(self, method: str, params: dict[str, Any]) -> None:
        """Take one DevTools event of this page."""
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", str(details)))
        elif method == "Page.frameNavigated":
            origin = params["frame"]["securityOrigin"]
            self.origins |= {origin} if origin.startswith("http") else set()
        elif method == "Page.frameAttached":
            self.framed = True
        elif method == "Network.requestWillBeSent":
            self.requested.append(params["request"]["url"])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            entry = params["entry"]
            self.complaints.append(f"{entry['text']} {entry.get('url', '')}")

    async def command(self, method: str, **params: Any) -> Any:
        """Send one DevTools command to this page."""
        return await self._browser.command(method, self.session, **params)

    async def prefer(self, media: dict[str, str]) -> None:
        """Let the page's reader have these media features; no motion if none says so."""
        features = [{"name": name, "value": value} for name, value in (STILL | media).items()]
        await self.command("Emulation.setEmulatedMedia", features=features)

    async def resize(self, width: int, height: int) -> None:
        """Give the page a window of this size, in CSS pixels."""
        self._size = {"width": width, "height": height}
        await self._draw(SMALL)

    async def _draw(self, scale: float) -> None:
        await self.command(
            "Emulation.setDeviceMetricsOverride",
            **self._size,
            deviceScaleFactor=1,
            mobile=False,
            scale=scale,
        )

    async def prefer_language(self, tag: str) -> None:
        """Let `navigator.language` and Accept-Language be `tag` from the next page on."""
        agent = (await self._browser.command("Browser.getVersion"))["userAgent"]
        await self.command(
            "Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=tag, platform="Linux"
        )

    async def goto(self, url: str) -> None:
        """Open `url` and wait until it has loaded.

        Raises:
            PageError: It did not load.
        """
        await self.run("window.isLeft = true")  # a page may change its address at once
        opened = await self.command("Page.navigate", url=url)
        if "errorText" in opened:
            raise PageError(f"{url}: {opened['errorText']}")
        if "loaderId" in opened:
            await self.wait_for("!window.isLeft")
        await self.wait_for("document.readyState === 'complete'")

    async def run(self, script: str) -> Any:
        """The JSON-able value of a JavaScript expression; promises are awaited.

        Raises:
            PageError: It threw.
        """
        answer = await self.command(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise PageError(details.get("exception", {}).get("description", str(details)))
        return answer["result"].get("value")

    async def wait_for(self, condition: str, seconds: float = 60) -> None:
        """Wait until the JavaScript `condition` is truthy; the page itself looks.

        Once a frame in the first second, and then less often: to look takes CPU.

        Raises:
            PageError: It did not become true in time.
        """
        try:
            async with asyncio.timeout(seconds):
                pause_ms = 16
                while not await self._sees(condition, pause_ms):
                    pause_ms = min(2 * pause_ms, 64)
        except TimeoutError:
            raise PageError(f"still not true after {seconds} s: {condition}") from None

    async def _sees(self, condition: str, pause_ms: int) -> bool:
        """Whether it comes true in the next second or so; a page on its way elsewhere is false."""
        script = (
            "(async () => { for (let looks = 60; looks; looks -= 1) {"
            f" await new Promise((go) => setTimeout(go, {pause_ms}));"
            f" try {{ if ({condition}) return true }} catch (error) {{ }}"
            " } return false })()"
        )
        try:
            return await self.run(script)
        except PageError:
            return False

    async def text(self, selector: str) -> str:
        """The visible text of the first element that `selector` finds."""
        return await self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    async def click(self, selector: str) -> None:
        """Click the first element that `selector` finds."""
        await self.run(f"document.querySelector({json.dumps(selector)}).click()")

    async def choose_next(self, selector: str) -> None:
        """Choose the next of a list's options; after the last one, the first."""
        found = f"document.querySelector({json.dumps(selector)})"
        await self.run(
            f"{found}.selectedIndex = ({found}.selectedIndex + 1) % {found}.length;"
            f"{found}.dispatchEvent(new Event('change'))"
        )

    async def press(self, key: str) -> None:
        """Press and release one key on whatever has the focus."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        code = _CODES.get(key, 0)
        common = {"key": key, "windowsVirtualKeyCode": code}
        await self.command("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        await self.command("Input.dispatchKeyEvent", type="keyUp", **common)

    async def point(self, x: float, y: float) -> None:
        """Move the pointer to a place in the window, in CSS pixels."""
        await self.command("Input.dispatchMouseEvent", type="mouseMoved", x=x * SMALL, y=y * SMALL)

    async def tap(self, x: float, y: float) -> None:
        """Touch a place in the window, in CSS pixels, and let go."""
        for kind, points in (("touchStart", [{"x": x * SMALL, "y": y * SMALL}]), ("touchEnd", [])):
            await self.command("Input.dispatchTouchEvent", type=kind, touchPoints=points)

    async def type(self, text: str) -> None:
        """Type text into whatever has the focus."""
        await self.command("Input.insertText", text=text)

    async def screenshot(self) -> bytes:
        """What the page shows, as a PNG of its full size."""
        await self._draw(1)
        answer = await self.command("Page.captureScreenshot", format="png")
        await self._draw(SMALL)
        return base64.b64decode(answer["data"])
