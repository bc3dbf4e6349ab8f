"""A notebook of what steps after a call did, for tests."""

from typing import Any

from conversation.jobs.retries import RetryPolicy
from workflows.ended_call import EndedCall
from workflows.step import AfterCallStep

POLICY = RetryPolicy(attempts=3, first_s=10, factor=6)


async def somebody_approves(_: EndedCall) -> bool:
    """A step that always needs a person's word."""
    return True


class Notebook:
    """What steps did, in their order."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.failures: dict[str, list[Exception]] = {}

    def step(self, name: str, **options: Any) -> AfterCallStep:
        """A step that is noted; it fails as often as `failures` has an error for it."""

        async def run(call: EndedCall) -> str:
            if left := self.failures.get(name):
                raise left.pop(0)
            self.lines.append(f"{name} {call.call_id}")
            return f"id of {name}"

        async def undo(call: EndedCall, value: str) -> None:
            self.lines.append(f"undo {name} {value}")

        if options.pop("undoes", False):
            options["undo"] = undo
        return AfterCallStep(name, run, policy=POLICY, **options)
