"""Checkpoints: what a run of a job asks of an engine; `workflows.dbos_engine` has those of DBOS."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeAlias

Body: TypeAlias = Callable[[], Awaitable[Any]]


class RunSuspended(Exception):  # noqa: N818 - no error: the run goes on later
    """The run is to stop here, and begin again when its job is due: nothing is checkpointed."""

    def __init__(self, settle: Body | None = None) -> None:
        """Have `settle` called when the engine has let go of the run; it says what comes next."""
        super().__init__("the run of a job is suspended")
        self.settle = settle


class Checkpoints(Protocol):
    """The checkpoints of one run."""

    async def once(self, name: str, body: Body) -> Any:
        """Run `body` on the loop of the process, and keep what it returns; or return that.

        The calls of a run come in one order, each time that it begins again. Where the body raises
        `RunSuspended` or anything else, this does not return: the run stops.
        """
        ...
