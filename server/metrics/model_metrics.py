"""Model metrics: how the models of the chain are, for Prometheus.

The label `model` has as many values as COACH_MODELS has entries, `specialist` as there are
playbooks and specialists, and `prompt` as there are prompts; calls are no label.
"""

from prometheus_client import Counter, Gauge

from conversation.models.breaker import BreakerState
from conversation.models.spending import Spent
from services.llm.chain.failover import Failover

BREAKER = Gauge(
    "callshadow_model_breaker",
    "Whether a model of the chain is asked: 0 it is, 1 one probe is, 2 it is not",
    ["model"],
    multiprocess_mode="livemax",
)
_STATES = {BreakerState.CLOSED: 0, BreakerState.HALF_OPEN: 1, BreakerState.OPEN: 2}

_WHO = ["model", "specialist", "prompt"]
REQUESTS = Counter("callshadow_model_requests", "Requests to models, dropped guesses too", _WHO)
TOKENS = Counter(
    "callshadow_model_tokens",
    "Tokens that models took: input that was not cached, cached input, output",
    [*_WHO, "kind"],
)
COST = Counter("callshadow_model_cost_dollars", "What models cost, where the price is known", _WHO)


def count_spent(spent: Spent) -> None:
    """Count a request."""
    who = spent.model, spent.specialist, spent.prompt or ""
    usage = spent.usage
    REQUESTS.labels(*who).inc()
    COST.labels(*who).inc(usage.cost or 0.0)
    kinds = {"input": usage.input - usage.cached, "cached": usage.cached, "output": usage.output}
    for kind, tokens in kinds.items():
        TOKENS.labels(*who, kind).inc(max(0, tokens))


def set_breakers(models: Failover | None) -> None:
    """Tell how the breakers of a chain stand now."""
    for label, state in models.health.breakers.items() if models else ():
        BREAKER.labels(label).set(_STATES[state])
