"""The address and the password of Postgres in deploy/docker-compose.yml, at a real Postgres."""

from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from peers.postgres_server import Postgres
from stores.databases.address import database_at
from tests.product import ROOT

VARIABLE = "${POSTGRES_PASSWORD:?a password for Postgres}"


@pytest.mark.parametrize("password", ["p@ss", "a/b:c%40?#d&e", "quotes '\" and a \\ too"])
async def test_any_password_works(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    """The password goes to the driver beside the URL, where no letter of it means anything else."""
    compose = yaml.safe_load((ROOT / "deploy/docker-compose.yml").read_text("utf-8"))
    environment = compose["services"]["server"]["environment"]
    assert environment["PGPASSWORD"] == VARIABLE
    admin = make_url(postgres.admin_url)
    role = f"callshadow_{uuid4().hex}"
    url = make_url(environment["DATABASE_URL"]).set(
        username=role, host=admin.host, port=admin.port, database="postgres"
    )
    await _ask_for_the_password_of(role, password, postgres.admin_url)
    database = database_at(url.render_as_string(hide_password=False))
    monkeypatch.setenv("PGPASSWORD", "another")
    with pytest.raises(DBAPIError, match="password authentication failed"):
        await database.read(_name)
    monkeypatch.setenv("PGPASSWORD", password)
    assert await database.read(_name) == role
    await database.close()


def _name(connection: Connection) -> str:
    return connection.execute(text("SELECT current_user")).scalar_one()


async def _ask_for_the_password_of(role: str, password: str, admin_url: str) -> None:
    engine = create_async_engine(admin_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        quoted = password.replace("'", "''")
        await connection.execute(text("SET standard_conforming_strings = on"))
        await connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD '{quoted}'")
        rules = Path((await connection.execute(text("SHOW hba_file"))).scalar_one())
        rule = f"host all {role} 127.0.0.1/32 scram-sha-256\n"
        rules.write_text(rule + rules.read_text("utf-8"), "utf-8")
        await connection.execute(text("SELECT pg_reload_conf()"))
    await engine.dispose()
