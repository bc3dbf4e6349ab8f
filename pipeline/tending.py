"""Tending of a process: log and memory are kept tidy, calls learn how log and models are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.budget_keeper import kept_budget
from pipeline.log_status import tell_calls
from pipeline.memory_trimmer import keep_trimmed
from pipeline.model_status import tell_of_models
from pipeline.retention import Retention, housekeeping
from pubsub.beside import beside
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from services.llm.chain.failover import Failover
from settings import Settings
from stores.log.event_log import EventLog


@asynccontextmanager
async def tended(
    settings: Settings, clock: Clock, log: EventLog, events: EventStream, models: Failover | None
) -> AsyncIterator[None]:
    """While the block runs, keep the log tidy and what models cost, and tell calls how both are."""
    idle = settings.session_idle if settings.oidc_issuer else None
    kept = Retention(settings.retention_days, settings.audit_days, idle)
    async with (
        housekeeping(events, log, kept, clock),
        beside(tell_calls(log, events), "the telling of how the log is"),
        beside(tell_of_models(models, log, events), "the telling of how the models are"),
        beside(keep_trimmed(), "the trimming of memory"),
        kept_budget(models, log, clock),
    ):
        yield
