"""A loopback server that speaks the part of Twilio's REST API by which calls are told things.

Sources: https://www.twilio.com/docs/voice/api/call-resource,
https://www.twilio.com/docs/voice/api/stream-resource,
https://www.twilio.com/docs/usage/twilios-response#exceptions
"""

import asyncio
import base64
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import httpx
from twilio.request_validator import RequestValidator

from peers.http import HttpRequest, read_request, send_json
from peers.server_process import NO_TLS
from peers.twilio_fork import Fork
from transports.twilio.replay_messages import sid

ACCOUNT, TOKEN = "AC" + 32 * "5", "0123456789abcdef0123456789abcdef"
_PATH = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)(?P<rest>/.*)?\.json")
_STREAMS = re.compile(r"/Calls/(?P<call>[^/]+)/Streams(?:/(?P<stream>[^/]+))?")
_CALL = re.compile(r"/Calls/(?P<call>[^/]+)")


@dataclass(frozen=True)
class Asked:
    """A request that came: its path below the account, and its form."""

    method: str
    path: str
    form: Mapping[str, str] = field(repr=False)


class TwilioPeer:
    """`async with TwilioPeer(...) as peer:` serves `peer.url`, for `TWILIO_BASE_URL`.

    Args:
        public: The address by which a product's webhooks and media socket are named, PUBLIC_URL.
        server: Where that product really listens, `http://127.0.0.1:PORT`; None: it is not called.

    Attributes:
        calls: The calls that are in progress, by CallSid.
        asked: The requests so far, in order.
        refuse: What is answered to the next requests in place of what was asked: status and code.
        forks: The forks that were opened, in order.
        silent: Whether streams are promised, and none is opened.
    """

    def __init__(self, public: str = "https://shadow.example") -> None:
        self.public = public
        self.server: str | None = None
        self.calls: set[str] = set()
        self.asked: list[Asked] = []
        self.refuse: list[tuple[int, int | str]] = []
        self.forks: list[Fork] = []
        self.twiml: list[str] = []
        self.silent = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._changed = asyncio.Condition()
        self._listening: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._listening
        self._listening.close()
        for fork in self.forks:
            await fork.drop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._listening.wait_closed()

    @property
    def url(self) -> str:
        assert self._listening, "the peer is not started"
        return f"http://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"

    def begin(self) -> str:
        """A call that somebody else's application has begun; returns its CallSid."""
        call = sid("CA")
        self.calls.add(call)
        return call

    async def until_asked(self, count: int) -> None:
        """Return when so many requests have come."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.asked) >= count)

    async def until_forked(self, count: int) -> Fork:
        """The last of so many forks, as soon as it is open."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.forks) >= count)
        return self.forks[count - 1]

    async def fork(
        self, call: str, parameters: Mapping[str, str], stream: str | None = None
    ) -> Fork:
        """Open a media stream of a call, as TwiML or REST asks for it, and send its `start`."""
        assert self.server
        fork = Fork(call, ACCOUNT, parameters, stream)
        await fork.open(self.server, self.public, TOKEN)
        async with self._changed:
            self.forks.append(fork)
            self._changed.notify_all()
        return fork

    async def _streamed(self, call: str, parameters: Mapping[str, str], stream: str) -> None:
        """Open a stream that was promised; nobody hears of one that is not taken."""
        with suppress(ConnectionRefusedError):
            await self.fork(call, parameters, stream)

    async def webhook(self, url: str, form: Mapping[str, str]) -> httpx.Response:
        """Post a signed form to an address of the product's, as Twilio calls it."""
        assert self.server
        signature = RequestValidator(TOKEN).compute_signature(url, dict(form))
        local = url.replace(self.public, self.server, 1)
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            headers = {"X-Twilio-Signature": signature}
            return await client.post(local, data=dict(form), headers=headers)

    async def answered(self, call: str, url: str) -> None:
        """The phone of a dialled call was picked up: its TwiML is fetched, its fork opened."""
        twiml = (await self.webhook(url, {"CallSid": call, "AccountSid": ACCOUNT})).text
        self.twiml.append(twiml)
        await self.fork(call, parameters_in(twiml))

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._begin(self._serve(reader, writer))

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work, name="twilio peer")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await read_request(reader):
                status, answer = self._answer(request)
                await send_json(writer, status, answer)
                async with self._changed:
                    self._changed.notify_all()
        except ConnectionError:
            return
        finally:
            writer.close()

    def _answer(self, request: HttpRequest) -> tuple[int, Any]:
        path = _PATH.fullmatch(urlsplit(request.path).path)
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        self.asked.append(Asked(request.method, (path and path["rest"]) or "", form))
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return _error(401, 20003, "Authenticate")
        if path is None or path["account"] != ACCOUNT:
            return _error(404, 20404, "The requested resource was not found")
        if self.refuse:
            return _error(*self.refuse.pop(0), "Refused")
        if request.method == "GET":
            return 200, {"sid": ACCOUNT, "status": "active"}
        return self._posted(path["rest"] or "", form)

    def _posted(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        if path == "/Calls":
            return self._dialled(form)
        if streams := _STREAMS.fullmatch(path):
            call, stream = streams["call"], streams["stream"]
            if call not in self.calls:
                return _error(404, 20404, "The requested resource was not found")
            return self._stopped(call, stream, form) if stream else self._forked(call, form)
        if _CALL.fullmatch(path):
            return 200, {"sid": path.rpartition("/")[2], "status": form.get("Status")}
        return _error(404, 20404, "The requested resource was not found")

    def _dialled(self, form: dict[str, str]) -> tuple[int, Any]:
        if not {"To", "From"} <= form.keys() or not {"Url", "Twiml"} & form.keys():
            return _error(400, 21205, "Url parameter is required")
        call = self.begin()
        if self.server and "Url" in form:
            self._begin(self.answered(call, form["Url"]))
        return 201, {"sid": call, "status": "queued", "to": form["To"], "from": form["From"]}

    def _forked(self, call: str, form: dict[str, str]) -> tuple[int, Any]:
        if not form.get("Url", "").startswith("wss://"):
            return _error(400, 21205, "Url is not a wss address")
        said = {
            value: form.get(name.replace(".Name", ".Value"), "")
            for name, value in form.items()
            if re.fullmatch(r"Parameter\d+\.Name", name)
        }
        stream = sid("MZ")
        if self.server and not self.silent:
            self._begin(self._streamed(call, said, stream))
        answer = {"sid": stream, "call_sid": call, "account_sid": ACCOUNT}
        return 201, answer | {"name": form.get("Name"), "status": "in-progress"}

    def _stopped(self, call: str, stream: str, form: dict[str, str]) -> tuple[int, Any]:
        if form.get("Status") != "stopped":
            return _error(400, 20001, "Status must be stopped")
        for fork in self.forks:
            if fork.stream == stream:
                self._begin(fork.stop())
        return 200, {"sid": stream, "call_sid": call, "status": "stopped"}


def parameters_in(twiml: str) -> dict[str, str]:
    """The `<Parameter>`s of the stream that TwiML asks for."""
    found = ElementTree.fromstring(twiml).iter("Parameter")  # noqa: S314 - the product's own
    return {one.attrib["name"]: one.attrib["value"] for one in found}


def _error(status: int, code: int | str, message: str) -> tuple[int, Any]:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return status, {"code": code, "message": message, "more_info": more, "status": status}
