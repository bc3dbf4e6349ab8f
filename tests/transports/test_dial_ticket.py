"""Dialing ticket: sealed for Twilio's way back, and opened by nobody else."""

from datetime import UTC, datetime, timedelta

from transports.dial_ticket import LIFETIME, DialTicket, DialTickets

NOW = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)
TICKET = DialTicket("+33612345678", {"agent_id": "maria", "language": "fr"})


def test_a_ticket_is_opened_by_every_process_that_knows_the_token() -> None:
    """It says what it said; neither number nor name can be read in it."""
    sealed = DialTickets("token").seal(TICKET, NOW)
    assert DialTickets("token").open(sealed, NOW + timedelta(minutes=4)) == TICKET
    assert not any(word in sealed for word in ("33612345678", "maria"))
    assert "33612345678" not in repr(TICKET)


def test_processes_whose_clocks_disagree_open_each_others_tickets() -> None:
    """By minutes: the agent has answered, and would hear nobody."""
    sealed = DialTickets("token").seal(TICKET, NOW)
    assert DialTickets("token").open(sealed, NOW - timedelta(minutes=4)) == TICKET
    assert DialTickets("token").open(sealed, NOW - LIFETIME - timedelta(seconds=1)) is None


def test_what_is_no_ticket_of_ours_is_none() -> None:
    """Another token's, one that was changed, one that is too old, and what never was one."""
    tickets = DialTickets("token")
    sealed = tickets.seal(TICKET, NOW)
    late = NOW + LIFETIME + timedelta(seconds=1)
    assert tickets.open(sealed, late) is None
    for wrong in (
        DialTickets("another").seal(TICKET, NOW),
        sealed[:-4] + "AAA=",
        "",
        "x",
        "é",
        "%",
    ):
        assert tickets.open(wrong, NOW) is None
