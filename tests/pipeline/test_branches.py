from pipecat.frames.frames import Frame, TextFrame, TranscriptionFrame
from pipecat.processors.filters.identity_filter import IdentityFilter
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import run_test

from pipeline.branches import Branches

TURNS = 50


class Talker(FrameProcessor):
    """Says a lot for each text."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TextFrame):
            for number in range(TURNS):
                await self.push_frame(TranscriptionFrame(f"{number}", "customer", ""))
        await self.push_frame(frame, direction)


async def test_what_is_said_in_a_branch_is_not_remembered() -> None:
    """Only what came in and went to all branches is known, so that it leaves once."""
    branches = Branches([Talker()], [IdentityFilter()])
    left, _ = await run_test(branches, frames_to_send=[TextFrame("1"), TextFrame("2")])
    said = [frame for frame in left if isinstance(frame, TranscriptionFrame)]
    assert len(said) == 2 * TURNS
    texts = [frame for frame in left if type(frame) is TextFrame]
    assert [frame.text for frame in texts] == ["1", "2"]
    assert branches._seen_ids.issuperset(frame.id for frame in texts)
    assert branches._seen_ids.isdisjoint(frame.id for frame in said)
