"""Jobs of a process: the work after calls, by its settings, from its start to its end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from pipeline.process_log import database_url
from pipeline.runtime import Runtime
from workflows.runner import JobRunner, running_jobs
from workflows.steps import chosen_steps


@asynccontextmanager
async def working_after_calls(runtime: Runtime) -> AsyncIterator[None]:
    """Do the work after calls while the block runs; with no step, nothing is done, or imported.

    Args:
        runtime: What the process shares, opened with `job_settle_time`.
    """
    settings = runtime.settings
    steps = chosen_steps(runtime)
    approval = timedelta(days=settings.after_call_approval_days)
    runner = JobRunner(runtime.log, runtime.events, runtime.clock, steps, approval, runtime.calls)
    if not steps:
        yield
        return
    async with running_jobs(database_url(settings), runner):
        yield
