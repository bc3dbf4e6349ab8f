"""Rows of the wall with what the settings add to them: the teams of each call's agent."""

from datetime import datetime

from conversation.wall.picture import CallPicture
from conversation.wall.row import row_of
from server.wall.calls import Row, RowMaker
from server.wall.teams import Teams


def row_maker(teams: Teams) -> RowMaker:
    """What makes the row of a call at a moment."""

    def make(call: CallPicture, now: datetime) -> Row:
        return row_of(call, now, teams.of(call.agent_id, call.team))

    return make
