"""What the log says of a recogniser that can't be had."""

from services.stt.outage_log import OutageLog
from tests.logged import logged


class Somebody:
    """A party."""


def test_a_cause_is_told_once_however_many_parties_meet_it():
    """And the end once, when the last of them is heard again."""
    log, parties = OutageLog("Acme"), [Somebody() for _ in range(120)]
    with logged("INFO") as lines:
        for _ in range(50):
            for party in parties:
                log.failed(party, "HTTP 429")
        log.failed(parties[0], "HTTP 503")
        for party in parties:
            log.well(party)
        log.well(parties[0])
    assert [line.strip() for line in lines] == [
        "speech recognition: no connection to Acme: HTTP 429",
        "speech recognition: no connection to Acme: HTTP 503",
        "speech recognition: Acme hears again; connections that failed: 6001",
    ]


def test_the_next_outage_is_told_again():
    """Whether the last one ended well, or its calls are over."""
    log, first, second = OutageLog("Acme"), Somebody(), Somebody()
    with logged("WARNING") as lines:
        for party, over in ((first, log.well), (first, log.left), (second, log.left)):
            log.failed(party, "HTTP 503")
            assert log.has(party)
            over(party)
            assert not log.has(party)
    assert len(lines) == 3


def test_a_party_that_is_gone_without_a_word_holds_no_outage_open():
    """As one whose call broke off."""
    log = OutageLog("Acme")
    with logged("WARNING") as lines:
        log.failed(Somebody(), "HTTP 503")
        log.failed(Somebody(), "HTTP 503")
    assert len(lines) == 2


def test_a_server_with_ever_new_causes_does_not_fill_the_log():
    """A cause may have the server's own code in it."""
    log, party = OutageLog("Acme"), Somebody()
    with logged("WARNING") as lines:
        for number in range(1000):
            log.failed(party, f"closed with 1008 (DATA-{number:04})")
    assert len(lines) == 8
