"""The example of a receiver, as a process of its own that our webhooks reach."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conversation.after_call.note import note_of
from peers.webhook_receiver import SECRET
from pubsub.clock import Clock
from server.serving.listening_socket import hold
from services.delivery.target import CallToTell
from services.webhooks.target import open_webhooks
from settings import load
from tests.conversation.after_call.calls import CALL, events
from tests.product import ROOT


@pytest.fixture
def port() -> Iterator[int]:
    """A port that nobody listens on, nor is given."""
    with hold("127.0.0.1", 0) as holder:
        yield holder.getsockname()[1]


async def test_the_example_receives_a_call(port: int, tmp_path: Path) -> None:
    """It takes what is signed, once, and says so."""
    receiver = await asyncio.create_subprocess_exec(
        sys.executable, "examples/webhook_receiver.py", str(port), cwd=ROOT,
        env=os.environ | {"WEBHOOK_SECRET": SECRET}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(30):
            await until_it_listens(port)
            (tmp_path / "secret").write_text(SECRET)
            file = tmp_path / "webhooks.yaml"
            file.write_text(
                f"x:\n  url: http://127.0.0.1:{port}/hook\n  secret_file: {tmp_path}/secret\n"
            )
            async with open_webhooks(load(webhooks=file), Clock()) as (target,):
                (delivery,) = target.deliveries(CallToTell(note_of(CALL, events())))
                for _ in range(2):
                    await target.send(delivery)
    finally:
        receiver.terminate()
        told, _ = await receiver.communicate()
    assert told.decode() == f"call.ended of {CALL}, agent maria\n"


async def until_it_listens(port: int) -> None:
    """Return when somebody does."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
