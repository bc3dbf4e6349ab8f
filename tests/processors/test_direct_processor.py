from pipecat.frames.frames import Frame, StartFrame, TextFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameDirection

from pipeline.work import make_worker, work
from processors.direct_processor import DirectProcessor


class Passing(DirectProcessor):
    """Passes frames on and back, and tells them as they come."""

    def __init__(self, name: str, told: list[str]):
        super().__init__(name)
        self._told = told

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TextFrame):
            self._told.append(f"{self.name} {frame.text} {direction.name.lower()}")
        await self.push_frame(frame, direction)


class Sending(Passing):
    """Sends two texts as soon as it is started, one of them upstream."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, StartFrame):
            await self.push_frame(TextFrame("down"))
            self._told.append("pushed")
            await self.push_frame(TextFrame("up"), FrameDirection.UPSTREAM)
            worker = self.pipeline_worker
            await worker.stop_when_done()


async def test_a_frame_is_through_with_all_of_them_once_it_is_pushed():
    """Both ways, in the order of the pipeline, before whoever pushes it goes on."""
    told: list[str] = []
    first, sending = Passing("first", told), Sending("sending", told)
    pipeline = Pipeline([first, sending, Passing("second", told), Passing("third", told)])
    await work(make_worker(pipeline), pipeline)
    assert told == [
        "second down downstream",
        "third down downstream",
        "pushed",
        "first up upstream",
    ]
