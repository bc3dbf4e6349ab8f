"""Questions to the insights, in both databases: each figure as its definition has it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, update

from conversation.insights.answer import FollowThrough, Insights
from conversation.insights.question import By, Question
from stores.databases.database import Database
from stores.log.event_log import EventLog
from stores.tables.insight_schema import insight_calls, insight_cards
from tests.conversation.insights.calls import START, event

DAY = timedelta(days=1)
NOW = START + 3 * DAY


def card(number: int, **final: Any) -> list[tuple[str, dict[str, Any]]]:
    """A card that is shown."""
    source = {"suggestion_id": f"s{number}", "lane": "llm", "specialist": "closer"}
    return [("suggestion.started", source), ("suggestion.final", source | final)]


async def append(log: EventLog, call_id: str, agent: str, days: int, *events: Any) -> None:
    """Append a call of an agent, some days after the first."""
    begin = ("call.started", {"playbook": {"name": "sales"}, "parameters": {"agent_id": agent}})
    for seq, (kind, data) in enumerate((begin, *events)):
        one = event(call_id, seq, kind, **data)
        await log.append(replace(one, seq=None, at=one.at + days * DAY))


async def fill(log: EventLog, database: Database) -> None:
    """Three calls: two of Ana's, a week apart, and one of Ben's."""
    waits = [{"from_speech_end_to_first": ms} for ms in (100, 200, 300, 400)]
    said = {"turn_id": "t", "speaker": "agent", "text": "a b", "start_ms": 0, "end_ms": 4_000}
    usage = {"specialist": "closer", "prompt": "coach@1", "model": "m", "cost": 0.25}
    price = {"signals_detected": ["price"], "prompt": "coach@1", "model": "m"}
    await append(
        *(log, "A", "ana", 0),
        *card(1, **price, latency_ms=waits[0]),
        *card(2, **price, latency_ms=waits[1]),
        ("feedback.recorded", {"suggestion_id": "s1", "rating": "used"}),
        ("suggestion.suppressed", {"reason": "budget", "headline": "Wait", "specialist": "closer"}),
        ("usage.updated", {"audio_cost": 0.5, "by": [usage]}),
        ("usage.updated", {"audio_cost": 1.0, "by": [usage | {"cost": 0.75}]}),
        ("turn.final", said),
        ("obligation.updated", {"obligation_id": "o", "title": "Say it", "state": "open"}),
        ("obligation.updated", {"obligation_id": "o", "title": "Say it", "state": "missed"}),
        ("call.ended", {"reason": "hangup", "duration_ms": 5_000}),
    )
    await append(
        *(log, "B", "ana", 7),
        *card(1, rules=["greet"], latency_ms=waits[2]),
        *card(2, prompt="coach@2", model="m", latency_ms=waits[3], signals_detected=["price"]),
        ("suggestion.started", {"suggestion_id": "s3", "lane": "llm", "specialist": "closer"}),
        ("suggestion.withdrawn", {"suggestion_id": "s3", "reason": "stale"}),
        ("call.ended", {"reason": "hangup", "duration_ms": 7_000}),
    )
    await append(log, "C", "ben", 0)

    def judge(connection: Connection) -> None:
        """What events that the log will take tell: an outcome, and what was followed."""
        for call_id, outcome in (("A", "sold"), ("B", "lost")):
            row = update(insight_calls).where(insight_calls.c.call_id == call_id)
            connection.execute(row.values(outcome=outcome, summaries=1))
        for call_id, card_id, followed in (("A", "s1", "said"), ("B", "s2", "ignored")):
            row = update(insight_cards).where(insight_cards.c.call_id == call_id)
            connection.execute(
                row.where(insight_cards.c.card_id == card_id).values(followed=followed)
            )

    await database.write(judge)


async def test_the_figures_of_a_period(log: EventLog, database: Database) -> None:
    """All cards and calls, and what followed."""
    await fill(log, database)
    found = await log.insights.answer(Question(By.PROMPT), NOW)
    total = found.total
    assert (total.calls, total.shown, total.held_back, total.withdrawn) == (3, 4, 1, 1)
    assert (total.p50_ms, total.p95_ms, total.cost) == (200, 400, 0.75)
    assert (total.ratings["used"], total.follows["said"], total.follows["ignored"]) == (1, 1, 1)
    assert (found.held_back, found.withdrawn) == ({"budget": 1}, {"stale": 1})
    assert found.outcomes == {"lost": 1, "sold": 1}
    assert found.end_reasons == {"hangup": 2}
    assert (found.summaries, found.audio_cost, found.uncounted) == (2, 1.0, 0)
    [price] = found.signals
    assert (price.name, price.cards, price.calls) == ("price", 3, 2)
    assert (price.judged, price.followed) == (2, 1)
    assert price.outcomes == {"lost": 1, "sold": 1}
    [told] = found.obligations
    assert (told.title, told.states) == ("Say it", {"missed": 1})
    assert list(found.follow_through) == [FollowThrough("lost", 0, 1), FollowThrough("sold", 1, 0)]
    assert (found.talk.calls, found.talk.talk_share) == (1, 1.0)
    assert (found.talk.pace["agent"], found.talk.pace["customer"]) == (30, None)
    assert found.talk.duration_ms == 6_000


async def test_a_call_that_came_back_has_no_length_before_its_end(
    log: EventLog, database: Database
) -> None:
    """The means of talk are of calls that have ended, not of one up to its stream's break."""
    await fill(log, database)
    await log.append(replace(event("A", 0, "call.started", source="twilio"), seq=None))
    found = await log.insights.answer(Question(By.PROMPT), NOW)
    assert (found.talk.calls, found.talk.duration_ms) == (0, 7_000)


async def test_an_obligation_has_its_title_in_most_calls(log: EventLog) -> None:
    """Each language has its own title: the one that is said most often tells all of them."""
    english, spanish = "Guarantee nothing", "No garantizar nada"
    for number, title in enumerate((english, spanish, english)):
        kept = {"obligation_id": "promise", "title": title, "state": "met"}
        await append(log, f"O{number}", "ana", number, ("obligation.updated", kept))
    found = await log.insights.answer(Question(By.PLAYBOOK), NOW)
    [told] = found.obligations
    assert (told.title, told.states) == (english, {"met": 3})


def told(found: Insights) -> list[tuple[Any, ...]]:
    """Key, calls, cards shown, latencies and costs of each group."""
    return [
        (one.key, one.calls, one.shown, one.p50_ms, one.p95_ms, one.cost) for one in found.groups
    ]


GROUPS: list[tuple[By, list[tuple[Any, ...]]]] = [
    (
        By.PROMPT,
        [
            ("coach@1", 1, 2, 100, 200, 0.75),
            (None, 2, 1, 300, 300, None),
            ("coach@2", 1, 1, 400, 400, None),
        ],
    ),
    (By.RULE, [(None, 2, 3, 200, 400, None), ("greet", 1, 1, 300, 300, None)]),
    (By.SPECIALIST, [("closer", 2, 4, 200, 400, 0.75)]),
    (By.MODEL, [("m", 2, 3, 200, 400, 0.75), (None, 2, 1, 300, 300, None)]),
    (By.AGENT, [("ana", 2, 4, 200, 400, 0.75), ("ben", 1, 0, None, None, None)]),
    (By.PLAYBOOK, [("sales", 3, 4, 200, 400, 0.75)]),
    (
        By.WEEK,
        [("2026-W47", 2, 2, 100, 200, 0.75), ("2026-W48", 1, 2, 300, 400, None)],
    ),
    (By.LANGUAGE, [(None, 3, 4, 200, 400, 0.75)]),
]


async def test_groups(log: EventLog, database: Database) -> None:
    """Each kind of groups; a card without such a thing is in the group of none."""
    await fill(log, database)
    assert {by for by, _ in GROUPS} == set(By)
    for by, groups in GROUPS:
        assert told(await log.insights.answer(Question(by), NOW)) == groups, by


async def test_a_question_of_some_calls(log: EventLog, database: Database) -> None:
    """Of an agent's, or of those that started in a period."""
    await fill(log, database)
    for asked, calls, shown in (
        (Question(By.AGENT, agent_id="ana"), 2, 4),
        (Question(By.WEEK, agent_id="ben"), 1, 0),
        (Question(By.MODEL, agent_id="nobody"), 0, 0),
        (Question(By.RULE, since=START + DAY), 1, 2),
        (Question(By.PLAYBOOK, until=START + DAY), 2, 2),
        (Question(By.LANGUAGE, since=START + DAY, agent_id="ben"), 0, 0),
    ):
        found = await log.insights.answer(asked, NOW)
        assert (found.total.calls, found.total.shown) == (calls, shown), asked
        assert sum(one.shown for one in found.groups) == shown


async def test_a_call_of_before_is_told_until_the_rebuild(
    log: EventLog, database: Database
) -> None:
    """One that was in the log before its rows were is not counted, and the answer says so."""
    await append(log, "A", "ana", 0, *card(1))
    await database.write(lambda c: c.execute(insight_calls.delete()))
    assert (await log.insights.answer(Question(By.WEEK), NOW)).uncounted == 1
    await log.projections.rebuild()
    assert (await log.insights.answer(Question(By.WEEK), NOW)).uncounted == 0


async def test_an_empty_log(log: EventLog) -> None:
    """Nothing, and no error."""
    found = await log.insights.answer(Question(By.RULE), NOW)
    assert (found.total.calls, found.groups, found.talk.talk_share) == (0, [], None)
