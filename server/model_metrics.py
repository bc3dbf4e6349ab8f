"""Model metrics: how the models of the chain are, for Prometheus.

The label `model` has as many values as COACH_MODELS has entries.
"""

from prometheus_client import Gauge

from conversation.models.breaker import BreakerState
from services.llm.chain.failover import Failover

BREAKER = Gauge(
    "callshadow_model_breaker",
    "Whether a model of the chain is asked: 0 it is, 1 one probe is, 2 it is not",
    ["model"],
    multiprocess_mode="livemax",
)
_STATES = {BreakerState.CLOSED: 0, BreakerState.HALF_OPEN: 1, BreakerState.OPEN: 2}


def set_breakers(models: Failover | None) -> None:
    """Tell how the breakers of a chain stand now."""
    for label, state in models.health.breakers.items() if models else ():
        BREAKER.labels(label).set(_STATES[state])
