"""Alert watch of one call: which alerts of its playbook are raised, each once, or after a pause.

An alert is raised when its condition comes to hold. It is raised again only where the playbook says
after how long, and where the condition did not hold in between.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from conversation.coaching.alert import ANY, Alert
from conversation.coaching.obligation import ObligationState
from conversation.events.payloads import AlertRaised
from conversation.wall.picture import CallPicture
from conversation.wall.risk import Risk

HEARD = timedelta(seconds=60)
"""How long a signal counts as just heard."""
_UNMET = (ObligationState.MISSED, ObligationState.VIOLATED)
Found = dict[str, Any]


class AlertWatch:
    """The alerts of one call."""

    def __init__(self, alerts: Sequence[Alert]) -> None:
        """Watch for some alerts."""
        self._alerts = alerts
        self._holding: set[str] = set()

    def due(self, call: CallPicture, now: datetime) -> list[AlertRaised]:
        """What is to be raised at `now`; the picture has to be told of it before the next look."""
        if not self._alerts or call.ended_at:
            return []
        risk = call.risk(now)
        raised: list[AlertRaised] = []
        for alert in self._alerts:
            found = _reasons(alert, call, risk, now)
            held = alert.id in self._holding
            (self._holding.discard if found is None else self._holding.add)(alert.id)
            if found is not None and not held and _may_come(alert, call, now):
                raised.append(
                    AlertRaised(
                        alert.id, alert.title, alert.priority, found, risk.score, alert.notify
                    )
                )
        return raised


def _may_come(alert: Alert, call: CallPicture, now: datetime) -> bool:
    """Whether it was never raised in the call, or long enough ago."""
    last = call.alerts.get(alert.id)
    if last is None:
        return True
    pause = alert.again_after_s
    return pause is not None and now - last.at >= timedelta(seconds=pause)


def _reasons(alert: Alert, call: CallPicture, risk: Risk, now: datetime) -> list[Found] | None:
    """What makes the condition hold, a reason a part; None where it does not."""
    found: list[Found] = []
    for part in _parts(alert, call, risk, now):
        if part is None:
            return None
        found.append(part)
    return found


def _parts(alert: Alert, call: CallPicture, risk: Risk, now: datetime) -> Iterator[Found | None]:
    when = alert.when
    if when.signals is not None:
        heard = {name for name, at in call.signals.items() if now - at <= HEARD}
        name = next((name for name in when.signals if name in heard), None)
        yield {"code": "signal", "signal": name} if name else None
    if when.obligations is not None:
        yield _unmet(when.obligations, call)
    if when.sentiment_below is not None:
        score = call.sentiment.score if call.sentiment else 0.0
        yield {"code": "sentiment", "score": score} if score < when.sentiment_below else None
    if when.dead_air_s is not None:
        long = call.quiet.seconds(now) >= when.dead_air_s
        yield {"code": "dead_air", "seconds": round(when.dead_air_s)} if long else None
    if when.risk_above is not None:
        yield {"code": "risk", "score": risk.score} if risk.score > when.risk_above else None


def _unmet(names: Sequence[str], call: CallPicture) -> Found | None:
    for known, duty in call.duties.items():
        if duty.state in _UNMET and (known in names or ANY in names):
            return {"code": f"obligation_{duty.state.value}", "title": duty.title}
    return None
