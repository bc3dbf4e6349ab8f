"""Job context: the workflow context of a job's run, which keeps the job's row as it goes."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from loguru import logger

from conversation.errors import CallShadowError
from conversation.jobs.job import ApprovalAnswer, JobRun, JobState, StepState
from conversation.jobs.retries import RetryPolicy
from pubsub.clock import Clock
from stores.errors import JobStoppedError
from stores.jobs.jobs import JobStore
from workflows.checkpoints import Body, Checkpoints, RunSuspended
from workflows.context import Judge, StepOutcome, Work
from workflows.job_metrics import observe_step

_POLICY = RetryPolicy()


class JobContext:
    """The context of one run; `workflows.context.WorkflowContext` says what each method does."""

    def __init__(
        self, job: JobRun, store: JobStore, clock: Clock, checkpoints: Checkpoints
    ) -> None:
        """Run `job` with the checkpoints of an engine."""
        self._job = job
        self._store = store
        self._clock = clock
        self._checkpoints = checkpoints

    async def step(self, name: str, work: Work, policy: RetryPolicy = _POLICY) -> StepOutcome:
        """Do some work."""
        kept = await self._once(name, partial(self._try, name, work, policy))
        return StepOutcome(kept.get("value"), kept.get("failed"))

    async def undo(self, name: str, work: Work, policy: RetryPolicy = _POLICY) -> None:
        """Undo a step."""
        undone = await self.step(f"undo {name}", work, policy)
        if undone.failed is None:
            await self._note(name, StepState.UNDONE)

    async def approval(self, name: str, within: timedelta) -> ApprovalAnswer:
        """Wait for a person's word."""
        return ApprovalAnswer(await self._once(f"ask {name}", partial(self._ask, name, within)))

    async def check(self, name: str, judge: Judge) -> bool:
        """Judge once."""
        return await self._once(f"check {name}", judge)

    async def reject(self, name: str) -> None:
        """Note that a step is rejected."""
        await self._note(name, StepState.REJECTED)

    async def end(self, failed_step: str | None = None, reason: str | None = None) -> None:
        """End the run."""
        state = JobState.FAILED if failed_step else JobState.DONE

        async def write() -> None:
            now = self._clock.now()
            await self._store.end_run(self._job, state, failed_step, reason, now)

        await self._once("end", write)

    async def _once(self, name: str, body: Body) -> Any:
        return await self._checkpoints.once(name, partial(self._unless_stopped, body))

    async def _unless_stopped(self, body: Body) -> Any:
        try:
            return await body()
        except JobStoppedError:
            raise RunSuspended from None

    async def _note(self, name: str, state: StepState) -> None:
        async def write() -> None:
            await self._store.end_step(self._job, name, {"state": state}, self._clock.now())

        await self._once(f"{state.value} {name}", write)

    async def _ask(self, name: str, within: timedelta) -> str:
        now = self._clock.now()
        answer = await self._store.answered(self._job, name, now)
        if answer:
            return answer.value
        until = now + within
        raise RunSuspended(partial(self._store.await_approval, self._job, name, until, now))

    async def _try(self, name: str, work: Work, policy: RetryPolicy) -> Mapping[str, Any]:
        attempt = await self._store.begin_step(self._job, name, self._clock.now())
        if attempt == 0:
            return {}
        if attempt > policy.attempts:  # the last ones were cut off with their process
            return await self._failed(name, "attempts_exhausted")
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(policy.timeout_s):
                value = await work(f"{self._job.name}:{name}")
        except RunSuspended:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a step raises fails the step alone
            return await self._again(name, policy, attempt, error)
        seconds = round(self._clock.monotonic() - began, 3)
        observe_step(name, seconds)
        done = {"state": StepState.DONE, "seconds": seconds}
        await self._store.end_step(self._job, name, done, self._clock.now())
        return {"value": value}

    async def _again(
        self, name: str, policy: RetryPolicy, attempt: int, error: Exception
    ) -> Mapping[str, Any]:
        """Have a step that failed tried again; where it is not to be, it has failed for good."""
        code, now = _code(error), self._clock.now()
        pause = policy.pause(attempt) if _retryable(error) else None
        if pause is None:
            return await self._failed(name, code)
        pause = max(pause, _asked_for(error))
        told = "job {}: the step {} failed ({}), and is tried again in {:.0f} s"
        logger.warning(told, self._job.job_id, name, code, pause.total_seconds())
        raise RunSuspended(partial(self._store.put_off, self._job, name, code, now + pause, now))

    async def _failed(self, name: str, code: str) -> Mapping[str, Any]:
        logger.error("job {}: the step {} failed for good ({})", self._job.job_id, name, code)
        failed = {"state": StepState.FAILED, "reason": code}
        await self._store.end_step(self._job, name, failed, self._clock.now())
        return {"failed": code}


def _asked_for(error: Exception) -> timedelta:
    """How long the error asks to be left alone, where it does."""
    return timedelta(seconds=getattr(error, "retry_after", None) or 0.0)


def _code(error: Exception) -> str:
    """What failed, without a word of anybody's."""
    return error.code.value if isinstance(error, CallShadowError) else type(error).__name__


def _retryable(error: Exception) -> bool:
    """Whether it may go well at another time: what is no error of ours may."""
    return error.retryable if isinstance(error, CallShadowError) else True
