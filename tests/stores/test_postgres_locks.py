"""The advisory locks of a Postgres log."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from stores.postgres_locks import PostgresOwners


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
