"""Postgres addresses as providers hand them out."""

import ssl
from pathlib import Path

import certifi
import pytest
from sqlalchemy.engine import make_url

from stores.databases.address import database_at
from stores.databases.database_hosts import with_hosts_behind
from stores.databases.libpq import connect_arguments
from stores.databases.postgres import PostgresDatabase
from stores.errors import EventLogError

BASE = "://u:p@127.0.0.1:1/db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
async def test_every_name_of_postgres_is_understood(scheme: str):
    """Hosts hand out `postgres://` and `postgresql://`; the driver is ours to choose."""
    database = database_at(scheme + BASE)
    assert isinstance(database, PostgresDatabase)
    await database.close()


@pytest.mark.parametrize(
    ("query", "arguments", "settings"),
    [
        ("", {}, {}),
        ("sslmode=require", {"ssl": "require"}, {}),
        ("sslmode=require&channel_binding=require", {"ssl": "require"}, {}),
        ("sslmode=disable", {"ssl": "disable"}, {}),
        ("ssl=true", {"ssl": "require"}, {}),
        ("application_name=coach", {}, {"application_name": "coach"}),
        ("connect_timeout=10", {"timeout": 10}, {}),
        ("options=-csearch_path%3Dpublic", {}, {"search_path": "public"}),
        ("options=-c%20geqo%3Doff%20--work_mem%3D4MB", {}, {"geqo": "off", "work_mem": "4MB"}),
        ("options=-c%20search_path%3Da,%5C%20b", {}, {"search_path": "a, b"}),
        ("pgbouncer=true", {"statement_cache_size": 0}, {}),
        ("statement_cache_size=0", {"statement_cache_size": 0}, {}),
        ("keepalives_idle=30&gssencmode=disable", {}, {}),
        ("target_session_attrs=read-write", {"target_session_attrs": "read-write"}, {}),
        ("schema=calls", {}, {"search_path": "calls"}),
    ],
)  # fmt: skip
def test_a_known_parameter_is_what_asyncpg_takes(
    query: str, arguments: dict[str, object], settings: dict[str, str]
):
    """Each of libpq's names becomes an argument, a setting of the session, or nothing."""
    found = connect_arguments(make_url(f"postgresql{BASE}?{query}").query)
    assert (found.arguments, found.server_settings) == (arguments, settings)


@pytest.mark.parametrize(
    ("query", "verify", "hostname"),
    [
        ("sslmode=verify-full", ssl.CERT_REQUIRED, True),
        ("sslmode=verify-ca&sslrootcert=system", ssl.CERT_REQUIRED, False),
        (f"sslmode=require&sslrootcert={certifi.where()}", ssl.CERT_REQUIRED, False),
        (f"sslrootcert={certifi.where()}", ssl.CERT_REQUIRED, False),
    ],
)
def test_a_root_certificate_is_checked_against(query: str, verify: ssl.VerifyMode, hostname: bool):
    """As libpq does: `require` with a root certificate verifies, `verify-full` the name too."""
    context = connect_arguments(make_url(f"postgresql{BASE}?{query}").query).arguments["ssl"]
    assert (context.verify_mode, context.check_hostname) == (verify, hostname)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("sslmode=yes", "?sslmode= is one of disable"),
        ("flavour=mild", "?flavour= is not known; known are"),
        ("connect_timeout=soon", "?connect_timeout= must be a whole number"),
        ("options=-x", "?options= holds -c NAME=VALUE"),
        ("target_session_attrs=best", "?target_session_attrs= is one of any"),
        ("sslrootcert=/nowhere/ca.pem", "No such file"),
        (f"sslrootcert={Path(__file__)}", "can't be read"),
    ],
)
def test_what_is_wrong_is_one_line(query: str, told: str):
    """The parameter is named, what is right is said, and no password is shown."""
    with pytest.raises(EventLogError) as caught:
        database_at(f"postgresql://u:secret-9@127.0.0.1:1/db?{query}")
    message = str(caught.value)
    assert told in message
    assert len(message.splitlines()) == 1
    assert "secret-9" not in message


@pytest.mark.parametrize(
    ("hosts", "asked"),
    [
        ("a.example:5433,b.example:5434/db", "/db?host=a.example,b.example&port=5433,5434"),
        ("a,b:5434/db?sslmode=require", "/db?host=a,b&port=5432,5434&sslmode=require"),
        ("10.0.0.1,10.0.0.2", "/?host=10.0.0.1,10.0.0.2&port=5432,5432"),
        ("[::1]:5433,[2001:db8::1]/db", "/db?host=::1,2001:db8::1&port=5433,5432"),
        ("a,[fe80::1%25eth0]:5433/db", "/db?host=a,fe80::1%25eth0&port=5432,5433"),
    ],
)
async def test_several_hosts_are_taken(hosts: str, asked: str) -> None:
    """As a cluster's address names them; one is tried after the other."""
    address = f"postgresql://u:p,x@{hosts}"
    assert with_hosts_behind(f" {address}\n") == f"postgresql://u:p,x@{asked}"
    database = database_at(address)
    assert isinstance(database, PostgresDatabase)
    await database.close()


@pytest.mark.parametrize("address", ["u:p@h:1/db", "u:p,x@h/db?options=-ca=b,c", "/db?host=/tmp"])
def test_the_address_of_one_host_stays_as_it_is(address: str) -> None:
    """A comma elsewhere parts no hosts."""
    assert with_hosts_behind(f"postgresql://{address}") == f"postgresql://{address}"


@pytest.mark.parametrize(
    "hosts",
    [
        *("h:abc/db", "h:99999/db", "h:0/db", "h:-1/db", "[::1/db", "h1:1,h2:x/db"),
        *("h1:5432,h2:99999/db", "h1:0,h2/db", "/db?host=h:65536", "/db?host=h1,h2&port=1,65536"),
        *("[::1],[::2/db", "[::1]:99999,h/db", "[zz],h/db", "[1:2],h/db", "[::1]:x,h/db"),
        *("h 1/db", "a..b/db", "h1,a..b/db", f"{'h' * 64}/db", "/db?port=70000"),
    ],
)
def test_what_is_no_address_is_told_with_what_is(hosts: str) -> None:
    """In one line, without the password."""
    with pytest.raises(EventLogError, match=r"postgresql://USER:PASSWORD@HOST:5432/NAME") as told:
        database_at(f"postgresql://u:topsecret@{hosts}")
    assert "topsecret" not in str(told.value)
