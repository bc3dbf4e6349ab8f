"""Follow a call: print its advice, and come back without a gap when the line is cut.

    CALLSHADOW_KEY=… uv run examples/side_channel.py CA0123456789 ws://127.0.0.1:7860

The key may be a token of the call; without keys set on the server, none is needed.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus


async def follow(server: str, call_id: str, key: str | None) -> AsyncIterator[dict]:
    """Each event of a call, once and in order; passing ones (`seq` is None) as they come."""
    protocols, after = ["callshadow.v1", *([f"bearer.{key}"] if key else [])], 0
    while True:
        try:
            url = f"{server}/api/calls/{call_id}/live?after={after}"
            async with connect(url, subprotocols=protocols) as socket:
                while True:
                    event = json.loads(await socket.recv())
                    after = event["seq"] or after
                    yield event
        except (OSError, ConnectionClosed, InvalidStatus) as error:
            if isinstance(error, InvalidStatus) and error.response.status_code in (401, 403):
                raise
            print(f"{error}; coming back after {after}", file=sys.stderr)
        await asyncio.sleep(1)


async def main(call_id: str, server: str = "ws://127.0.0.1:7860") -> None:
    """Print the advice until the call has ended."""
    async for event in follow(server, call_id, os.getenv("CALLSHADOW_KEY")):
        if event["type"] == "suggestion.final":
            print(event["data"]["headline"], *event["data"]["questions"], sep="\n  ", flush=True)
        if event["type"] == "call.ended":
            return


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
