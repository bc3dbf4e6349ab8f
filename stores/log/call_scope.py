"""Call scope as a condition of a query, so that no row is read of a call that is not in it."""

from sqlalchemy import ColumnElement, or_, select

from conversation.call_scope import CallScope
from stores.tables.schema import calls


def in_scope(scope: CallScope) -> ColumnElement[bool]:
    """The condition on `calls` that a call is in a scope."""
    return or_(calls.c.agent_id.in_(sorted(scope.agents)), calls.c.team.in_(sorted(scope.teams)))


def of_call_in_scope(call_id: ColumnElement[str], scope: CallScope) -> ColumnElement[bool]:
    """The condition on another table's `call_id` that its call is in a scope."""
    return call_id.in_(select(calls.c.call_id).where(in_scope(scope)))
