"""Agent act: what the agent's words do, and so what the customer's next words answer."""

from enum import StrEnum


class AgentAct(StrEnum):
    """The acts that change what the customer's next words mean.

    `GREETED`: opened the call. `ASKED_DATA`: asked for a name, a number, an address, a spelling.
    `ASKED_CLOSED`: a question that yes, no or a choice answers. `ASKED_OPEN`: any other question.
    `TOLD_PRICE`: named an amount. `PROPOSED`: a next step, a day, an offer. `APOLOGISED`.
    `REFUSED`: something is not possible. `INSTRUCTED`: told the customer what to do now.
    `HELD`: asked them to wait. `WRAPPED_UP`: anything else, a good-bye.
    """

    GREETED = "greeted"
    ASKED_DATA = "asked_data"
    ASKED_CLOSED = "asked_closed"
    ASKED_OPEN = "asked_open"
    TOLD_PRICE = "told_price"
    PROPOSED = "proposed"
    APOLOGISED = "apologised"
    REFUSED = "refused"
    INSTRUCTED = "instructed"
    HELD = "held"
    WRAPPED_UP = "wrapped_up"


Acts = frozenset[AgentAct]
