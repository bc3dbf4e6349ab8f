"""A loopback server that speaks chat completions, OpenAI's or another's, with known answers."""

import asyncio
from collections.abc import Callable
from typing import Any

from peers import openai_wire as wire
from peers.advice import fitting_answer
from peers.flavours import OPENAI, Flavour, key_in, parsed
from peers.http import HttpPeer, HttpRequest, read_request, send_json
from peers.json_schema import complaint
from peers.openai_reply import ChatRequest, Pace, Reply, Trouble, Writer, tokens

Body = dict[str, Any]
MODELS = ["gpt-4.1-mini"]


class OpenAIPeer(HttpPeer):
    """`async with OpenAIPeer() as peer:` serves `peer.url`.

    Args:
        answer: What the model writes on a request.
        first_token_s: From the request to the first token.
        token_s: From a token to the next.
        api_key: The only key that opens the door; None lets any key in.
        flavour: Whose chat completions they are.

    Attributes:
        answer: The same, can be changed at any time.
        trouble: What goes wrong with the requests from now on.
        write: How an answer is parted into pieces, and when the next may come.
        refuse: The status and the body that a request's body gets instead of an answer, or None.
        requests: The requests for a completion so far, in order.
        connections: How many connections there were.
    """

    def __init__(
        self,
        answer: Callable[[Body], str] = fitting_answer,
        *,
        first_token_s: float = 0.25,
        token_s: float = 0.008,
        api_key: str | None = None,
        flavour: Flavour = OPENAI,
    ):
        super().__init__()
        self.answer = answer
        self.trouble: Trouble | None = None
        self.write: Writer = tokens
        self.refuse: Callable[[Body], tuple[int, Any] | None] = lambda _: None
        self.requests: list[ChatRequest] = []
        self.connections = 0
        self._pace = Pace(first_token_s, token_s)
        self._api_key = api_key
        self._flavour = flavour
        self._changed = asyncio.Condition()

    @property
    def url(self) -> str:
        """The base address, as a setting has it: `OPENAI_BASE_URL`."""
        return f"{super().url}{self._flavour.base}"

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a request or its outcome makes the condition true."""
        async with self._changed:
            await self._changed.wait_for(condition)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while request := await read_request(reader):
                status, answer = self._judge(request)
                if answer is not None:
                    await send_json(writer, status, answer)
                    continue
                chat = ChatRequest(parsed(request.body) or {}, request.headers, number)
                self.requests.append(chat)
                trouble = self.trouble or Trouble()  # as things are when it comes
                await self._notify()
                if refusal := self.refuse(chat.body):
                    await send_json(writer, *refusal)
                    chat.outcome = "failed"
                    continue
                reply = self._reply(chat, trouble, reader, writer)
                chat.outcome = await reply.send(self.answer(chat.body), self.write)
                await self._notify()
        except ConnectionError:
            return
        finally:
            writer.close()

    def _judge(self, request: HttpRequest) -> tuple[int, Body | None]:
        """The answer to all that is not a request for a completion; None for one that is."""
        flavour, key = self._flavour, key_in(self._flavour, dict(request.headers))
        if not key or (flavour.key_header and self._api_key not in (None, key)):
            return 401, _error("Incorrect API key provided.", "invalid_api_key")
        if request.method == "GET" and request.path == flavour.models_path:
            return 200, wire.models(MODELS)
        if request.method == "POST" and request.path == flavour.path:
            if refused := flavour.refuses(parsed(request.body) or {}):
                return refused
            problem = _problem(request.body)
            return 400, _error(problem) if problem else None
        return 404, _error(f"Unknown request URL: {request.path}", "unknown_url")

    def _reply(
        self,
        chat: ChatRequest,
        trouble: Trouble,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> Reply:
        """What answers one request."""
        reply = Reply(chat, self._pace, trouble, reader, writer)
        reply.tells_usage = self._flavour.usage == "told"
        reply.fields = self._flavour.fields
        return reply

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _error(message: str, code: str | None = None) -> Body:
    return wire.error(message, "invalid_request_error", code)


def _problem(raw: bytes) -> str | None:
    """Why the API would not take the body; None when it would."""
    body = parsed(raw)
    if body is None:
        return "We could not parse the JSON body of your request."
    if not isinstance(body.get("model"), str):
        return "you must provide a model parameter"
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return "Missing required parameter: 'messages'."
    if not all(isinstance(message, dict) and message.get("role") for message in messages):
        return "Missing required parameter: 'messages[].role'."
    described = (body.get("response_format") or {}).get("json_schema")
    if described and described.get("strict"):
        found = complaint(described["schema"])
        return found and f"Invalid schema for response_format '{described.get('name')}': {found}"
    return None
