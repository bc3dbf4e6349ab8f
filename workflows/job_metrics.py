"""Job metrics: how many jobs are in each state, and how long their steps take, for Prometheus.

The label `step` has as many values as there are steps in `workflows.steps`, twice for what undoes
them; calls are no label.
"""

from collections.abc import Mapping

from prometheus_client import Gauge, Histogram

from conversation.jobs.job import JobState

JOBS = Gauge(
    "callshadow_jobs",
    "Jobs of ended calls, by state",
    ["state"],
    multiprocess_mode="livemax",  # all processes count the same rows
)
STEP_SECONDS = Histogram(
    "callshadow_job_step_seconds",
    "How long a step of a job took, where it was done",
    ["step"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120),
)


def observe_step(step: str, seconds: float) -> None:
    """Count a step that was done."""
    STEP_SECONDS.labels(step).observe(seconds)


def set_jobs(counted: Mapping[JobState, int]) -> None:
    """Tell how many jobs are in each state now."""
    for state in JobState:
        if state is not JobState.ERASED:
            JOBS.labels(state.value).set(counted.get(state, 0))
