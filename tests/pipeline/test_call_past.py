"""What is known of a call whose stream comes back."""

import tracemalloc
from pathlib import Path

from conversation.events.event import EventType
from pipeline.call_hold import is_held
from pipeline.call_past import recall
from tests.payloads import raw
from tests.server.stage import make_runtime, remember, start_call
from transports.held_source import HELD


async def test_a_call_of_hours_goes_on_without_all_of_it_in_memory(tmp_path: Path) -> None:
    """Of what it has remembered, which is most of a long log, the last alone is read."""
    async with make_runtime(tmp_path) as runtime:
        await start_call(runtime, "CA-long", "maria", turns=3)
        last = await remember(runtime, "CA-long", 1000)
        usage = {"input_tokens": 7}
        await runtime.events.publish("CA-long", raw(EventType.USAGE_UPDATED, usage))
        await runtime.events.publish("CA-long", HELD)
        await recall(runtime, "CA-long")  # what is made once is made
        tracemalloc.start()
        try:
            past = await recall(runtime, "CA-long")
            assert await is_held(runtime.log, "CA-long")
            held = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert [turn.turn_id for turn in past.conversation.turns] == ["t0", "t1", "t2"]
        assert (past.memory, past.usage) == (last, usage)
        assert held < 1_000_000
