"""A receiver of Call Shadow's webhooks: checks the signature, takes each message once.

    WEBHOOK_SECRET=whsec_… uv run python examples/webhook_receiver.py 8080

It needs nothing but Python. What it shows, whatever yours is written in: read the raw bytes before
anything parses them; compare signatures in constant time; refuse an old timestamp; keep the ids for
as long as you allow a timestamp; answer soon, and work afterwards.
"""

import base64
import hmac
import json
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

TOLERANCE_S = 300
LARGEST = 5_000_000


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a message is Call Shadow's, and of these minutes.

    Args:
        secret: `whsec_…`, the same as in Call Shadow's settings.
        headers: Those of the request; names in any case.
        body: Its very bytes.
        now: Seconds since 1970.
    """
    told = {name.lower(): value for name, value in headers.items()}
    message_id, at = told.get("webhook-id", ""), told.get("webhook-timestamp", "")
    if not (message_id and at.isascii() and at.isdigit() and abs(now - int(at)) <= TOLERANCE_S):
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((message_id.encode(), at.encode(), body))
    right = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    given = told.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(right, one) for one in given)


class Seen:
    """The ids of the messages that were taken, for as long as they could come again."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def is_new(self, message_id: str, now: float) -> bool:
        """Whether an id comes for the first time; it is kept."""
        with self._lock:
            while self._ids and next(iter(self._ids.values())) < now - 2 * TOLERANCE_S:
                self._ids.popitem(last=False)
            if message_id in self._ids:
                return False
            self._ids[message_id] = now
            return True


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what is genuine, also when it came before, and 401 to anything else."""

    secret = ""
    seen = Seen()

    def do_POST(self) -> None:
        """Take a message."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self._answer(413)
            return
        body, now = self.rfile.read(length), time.time()
        if not is_genuine(self.secret, self.headers, body, now):
            self._answer(401)
            return
        if self.seen.is_new(self.headers["webhook-id"], now):
            self.take(json.loads(body))
        self._answer(204)

    def take(self, message: dict) -> None:
        """Do something with a message: here, show it. Long work belongs into a queue."""
        call = message["data"]["call"]
        print(f"{message['type']} of {call['call_id']}, agent {call['agent_id']}", flush=True)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""


if __name__ == "__main__":
    Receiver.secret = os.environ["WEBHOOK_SECRET"]
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    ThreadingHTTPServer(("127.0.0.1", port), Receiver).serve_forever()
