"""The advisory locks of a Postgres log."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from stores.databases.postgres_locks import PostgresOwners


async def test_a_lost_lock_is_taken_again(postgres_url: str) -> None:
    """A process whose connection Postgres cut counts as living again, by itself."""
    engine = create_async_engine(postgres_url)
    owners = PostgresOwners(engine, 7)
    await owners.hold()
    assert await owners.living({6, 7}) == {7}
    session = text("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 7")
    async with engine.connect() as connection:
        lost = (await connection.execute(session)).scalar_one()
        await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": lost})
        while (await connection.execute(session)).scalar_one_or_none() in (None, lost):
            pass  # the test's timeout bounds it
    await owners.release()
    assert await owners.living({7}) == set()
    await engine.dispose()


async def test_a_process_that_lets_go_is_not_among_the_living(postgres_url: str) -> None:
    """Each process holds a lock of its own, and lets go of no other's."""
    engine = create_async_engine(postgres_url)
    one, other = PostgresOwners(engine, 1), PostgresOwners(engine, 2**31 - 1)
    await one.hold()
    await other.hold()
    assert await one.living({1, 2, 2**31 - 1}) == {1, 2**31 - 1}
    await other.release()
    assert await one.living({1, 2, 2**31 - 1}) == {1}
    await one.release()
    await engine.dispose()


async def test_servers_see_those_that_take_calls_with_the_same_log(postgres_url: str) -> None:
    """Not themselves, none that only opened the log, and none that drains or has ended."""
    engine = create_async_engine(postgres_url)
    one, two, command = (PostgresOwners(engine, owner) for owner in (1, 2, 3))
    for owners in (one, two, command):
        await owners.hold()
    seen = one.presence(), two.presence(), command.presence()
    await seen[0].hold()
    assert [await other.others() for other in seen] == [0, 1, 1]
    await seen[1].hold()
    assert [await other.others() for other in seen] == [1, 1, 2]
    seen[0].release()
    while await seen[1].others():
        pass  # the test's timeout bounds it
    assert await command.living({1, 2, 3}) == {1, 2, 3}
    await two.release()
    assert await seen[2].others() == 0
    for owners in (one, command):
        await owners.release()
    await engine.dispose()


async def test_a_server_whose_session_was_cut_is_seen_again(postgres_url: str) -> None:
    """It takes calls all the while."""
    engine = create_async_engine(postgres_url)
    one, two = PostgresOwners(engine, 1), PostgresOwners(engine, 2)
    await one.hold()
    await one.presence().hold()
    async with engine.connect() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        await connection.execute(text(cut))
    while await one.living({1}) != {1} or not await two.presence().others():
        pass  # the test's timeout bounds it
    await one.release()
    await engine.dispose()


async def test_a_poolers_sessions_tell_nothing_of_servers(postgres_url: str) -> None:
    """They go on when a process ends, and would warn of it for ever."""
    engine = create_async_engine(postgres_url)
    one, other = PostgresOwners(engine, 1, lent=True), PostgresOwners(engine, 2, lent=True)
    await one.hold()
    await one.presence().hold()
    assert await other.presence().others() == 0
    await one.release()
    await engine.dispose()
