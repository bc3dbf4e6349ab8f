"""Model status: tells the calls which models are asked, where one of the chain has failed."""

from loguru import logger

from conversation.events.payloads import ComponentState
from pipeline.log_status import tell_all
from pubsub.event_stream import EventStream
from services.llm.chain.failover import Failover
from stores.log.event_log import EventLog


async def tell_of_models(models: Failover | None, log: EventLog, events: EventStream) -> None:
    """Publish each change of the chain in all calls that go on here then; without an end."""
    while models:
        health = models.health
        await health.changed.wait()
        health.changed.clear()
        status = health.status()
        level = "INFO" if status.state is ComponentState.OK else "WARNING"
        logger.log(level, "models: {}", status.detail)
        await tell_all(log, events, status)
