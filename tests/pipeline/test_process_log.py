"""The address of a process's event log, as each part of it reads it."""

import pytest
from sqlalchemy.engine import make_url

from pipeline.process_log import database_url
from settings import load
from stores.databases.database_hosts import address_of
from workflows.dbos_config import dbos_config


@pytest.mark.parametrize("hosts", ["a:5433,b:5434", "a,b:5434", "[::1]:5433,[::2]:5434"])
def test_several_hosts_are_an_address_to_all_who_read_it(
    monkeypatch: pytest.MonkeyPatch, hosts: str
) -> None:
    """The log, the spool, a backup, and the engine of the work after calls, which has a library."""
    monkeypatch.setenv("DATABASE_URL", f"postgresql://u:p@{hosts}/db?sslmode=require")
    url = database_url(load())
    taken = address_of(url).query
    assert str(taken["port"]).endswith(",5434")
    engine = make_url(dbos_config(url, "1").get("system_database_url") or "")
    assert (engine.drivername, engine.query["host"], engine.query["sslmode"]) == (
        "postgresql",
        taken["host"],
        "require",
    )
