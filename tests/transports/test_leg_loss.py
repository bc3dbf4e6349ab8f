"""A leg of Vonage that is gone while the other goes on."""

from transports.vonage.leg_loss import GONE_S, STEADY_S, LegLoss


def told(loss: LegLoss, course: list[tuple[float, bool]], end_s: float) -> list[tuple[float, bool]]:
    """When which is told, of a leg that changes at these times; it is looked at when it is due."""
    heard: list[tuple[float, bool]] = []
    changes, now, is_gone = iter([*course, (end_s, course[-1][1])]), 0.0, False
    at, then = next(changes)
    while True:
        due_s = loss.due_s(now)
        if due_s is not None and now + due_s < at:
            now += due_s
        else:
            now, is_gone = at, then
        if (news := loss.take(now, is_gone=is_gone)) is not None:
            heard.append((round(now, 3), news))
        if now == at:
            if at == end_s:
                return heard
            at, then = next(changes)


def test_a_leg_that_goes_and_comes_back_is_two_statuses() -> None:
    """After a second, and after it was there for ten; with how long it was gone."""
    loss = LegLoss()
    assert told(loss, [(5, True), (9, False)], 60) == [(5 + GONE_S, False), (9 + STEADY_S, True)]
    assert loss.sum_s == 4


def test_a_leg_that_flaps_is_one_episode() -> None:
    """However often: it is steady ten seconds after the last time."""
    flaps = [(at, gone) for at in range(5, 65, 4) for gone, at in ((True, at), (False, at + 2))]
    loss = LegLoss()
    assert told(loss, [(float(at), gone) for at, gone in flaps], 100) == [
        (5 + GONE_S, False),
        (63 + STEADY_S, True),
    ]
    assert loss.sum_s == 30


def test_short_gaps_add_up() -> None:
    """A leg that is gone nine tenths of the time is not heard."""
    flaps = [(at, gone) for n in range(5) for at, gone in ((n + 0.1, True), (n + 1.0, False))]
    assert told(LegLoss(), flaps, 9) == [(1.2, False)]


def test_a_gap_of_less_than_a_second_is_nothing() -> None:
    """Nor are two, with ten seconds between them."""
    course = [(1.0, True), (1.9, False), (20.0, True), (20.9, False)]
    assert told(LegLoss(), course, 60) == []
