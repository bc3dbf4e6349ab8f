"""Rows of the wall with what the settings add to them: teams, and the way into the call."""

from datetime import datetime

from conversation.wall.picture import CallPicture
from conversation.wall.row import row_of
from server.auth.teams import Teams
from server.wall.calls import Row, RowMaker
from settings.join_url import join_address


def row_maker(teams: Teams, join_url: str | None = None) -> RowMaker:
    """What makes the row of a call at a moment.

    Args:
        teams: The teams of agents.
        join_url: The setting; None where the phone system lets nobody in.
    """

    def make(call: CallPicture, now: datetime) -> Row:
        row = row_of(call, now, teams.of(call.agent_id, call.team))
        address = join_address(join_url, call.call_id, call.agent_id) if join_url else None
        return row | {"join_url": address}

    return make
