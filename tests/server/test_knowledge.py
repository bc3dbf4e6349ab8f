"""Knowledge over REST: documents in and out, by whom, and what a search finds in them."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Row, select

from peers.linker import sensible
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from peers.site import Site
from pipeline.runtime import Runtime
from stores.tables.schema import audit
from tests.server.stage import ADA, API_KEYS, MARIA, SAM, an_app, asked

DOCUMENTS = "/api/knowledge/documents"
SEARCH = "/api/knowledge/search"
GRAPH = "/api/knowledge/graph"
ASKED = {"q": "single sign-on with SAML"}
SSO = b"# Security\n\n## Single sign-on\n\nSingle sign-on with SAML costs four euros a seat.\n"
FAQ = b"question,answer\nDo you fax?,No. Nobody has asked for a fax machine since 2009.\n"


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[Runtime, FastAPI]]:
    """A server with keys that knows nothing yet."""
    async with an_app(tmp_path, api_keys=API_KEYS) as app:
        yield app


@pytest.fixture
async def admin(opened: tuple[Runtime, FastAPI]) -> AsyncIterator[httpx.AsyncClient]:
    """A client with an administrator's key."""
    async with asked(opened[1], ADA) as client:
        yield client


async def added(client: httpx.AsyncClient, *files: tuple[str, bytes], **form: str) -> list[Any]:
    """What became of files that were sent together."""
    sent = [("files", file) for file in files]
    answer = await client.post(DOCUMENTS, files=sent, data=form)
    assert answer.status_code == 200, answer.text
    return answer.json()["documents"]


async def audited_rows(runtime: Runtime) -> Sequence[Row[Any]]:
    """What was audited, in its order."""
    return await runtime.log._database.read(
        lambda connection: connection.execute(select(audit).order_by(audit.c.audit_id)).all()
    )


async def test_files_are_added_found_and_removed(admin: httpx.AsyncClient) -> None:
    """Each is told by its name; the same one again changes nothing, another text is a version.

    One that can't be read says why, and the rest is taken; folders in a name are not kept.
    """
    sent = [("C:\\docs\\security.md", SSO), ("shots/photo.png", b"\x89PNG\r\n"), ("faq.csv", FAQ)]
    first = await added(admin, *sent)
    assert [(one["name"], one["outcome"]) for one in first] == [
        ("security.md", "added"),
        ("photo.png", "refused"),
        ("faq.csv", "added"),
    ]
    assert first[1]["error"]["error_code"] == "document_unreadable"
    assert "photo.png" in first[1]["error"]["message"]
    assert (await added(admin, ("security.md", SSO)))[0]["outcome"] == "same"
    again = await added(admin, ("security.md", SSO.replace(b"four", b"five")))
    assert (again[0]["outcome"], again[0]["version"]) == ("changed", 2)
    listed = {one["address"]: one for one in (await admin.get(DOCUMENTS)).json()}
    security = listed["security.md"]
    assert (security["title"], security["kind"], security["version"]) == ("Security", "md", 2)
    [found, *_] = (await admin.get(SEARCH, params=ASKED)).json()
    assert "five euros" in found["passage"]
    assert found["address"] == "security.md"
    path = f"{DOCUMENTS}/{security['id']}"
    assert (await admin.delete(path)).status_code == 204
    gone = await admin.delete(path)
    assert (gone.status_code, gone.json()["error_code"]) == (404, "not_found")
    assert [one["address"] for one in (await admin.get(DOCUMENTS)).json()] == ["faq.csv"]


async def test_of_two_files_with_one_name_none_takes_the_others_place(
    admin: httpx.AsyncClient,
) -> None:
    """In one upload, as from two folders: the second is refused by name, unless it is the same.

    One that could not be read has taken no name, and one that comes later is a version.
    """
    other = SSO.replace(b"four", b"nine")
    files = [("de/plans.md", b""), ("en/plans.md", SSO), ("fr/plans.md", other), ("plans.md", SSO)]
    told = await added(admin, *files, ("other.md", other))
    outcomes = ["refused", "added", "refused", "same", "added"]
    assert [one["outcome"] for one in told] == outcomes
    assert told[2]["error"]["error_code"] == "document_name_taken"
    assert "plans.md" in told[2]["error"]["message"]
    found = [one["passage"] for one in (await admin.get(SEARCH, params=ASKED)).json()]
    assert {"four" in passage for passage in found} == {True, False}
    [later] = await added(admin, ("plans.md", other))
    assert (later["outcome"], later["version"]) == ("changed", 2)


async def test_what_belongs_to_what_is_told(admin: httpx.AsyncClient) -> None:
    """Nodes, and edges from the whole to the part with their document; or the nearest names."""
    await added(admin, ("security.md", SSO), group="enterprise")
    asked_for = {"term": "single sign-on", "group": "enterprise"}
    told = (await admin.get(GRAPH, params=asked_for)).json()
    assert [(one["name"], one["is_start"]) for one in told["nodes"]] == [
        ("Security", False),
        ("Single sign-on", True),
        ("Single sign-on with SAML costs four euros a seat.", False),
    ][: len(told["nodes"])]
    [edge, *_] = told["edges"]
    assert (edge["kind"], edge["is_up"], edge["hop"]) == ("has_part", True, 1)
    assert edge["is_by_model"] is False
    assert (edge["address"], edge["passage_id"][-2:]) == ("security.md", ".0")
    ids = {one["name"]: one["id"] for one in told["nodes"]}
    assert (edge["source"], edge["target"]) == (ids["Security"], ids["Single sign-on"])
    hidden = (await admin.get(GRAPH, params={"term": "single sign-on"})).json()
    assert (hidden["nodes"], hidden["edges"], hidden["is_cut"]) == ([], [], False)
    rules = (await admin.get(GRAPH, params={"term": "price objection", "hops": 1})).json()
    assert {one["kind"] for one in rules["edges"]} == {"countered_by"}
    near = (await admin.get(GRAPH, params={"term": "pryce objektion"})).json()
    assert near["nearest"][0] == "price objection"
    assert (await admin.get(GRAPH, params={"term": "x", "hops": 3})).status_code == 422


async def test_a_model_reads_what_is_uploaded(tmp_path: Path) -> None:
    """Where it is asked for: its links are told apart, and what it left unread is noted."""
    said = b"The Rota module has one page for all the shifts of a week and of a team."
    text = b"# Rota\n\n## Shifts\n\n" + said
    async with OpenAIPeer(sensible, first_token_s=0, token_s=0) as peer:
        chosen: Any = {
            "knowledge_graph": "model",
            "openai_api_key": "k",
            "openai_base_url": peer.url,
        }
        async with (
            an_app(tmp_path, api_keys=API_KEYS, **chosen) as (_, app),
            asked(app, ADA) as client,
        ):
            [first] = await added(client, ("rota.md", text))
            told = (await client.get(GRAPH, params={"term": "rota module", "hops": 1})).json()
            peer.trouble = Trouble(status=400)
            [second] = await added(client, ("rota.md", text.replace(b"week", b"month")))
    assert (first["note"], [edge["is_by_model"] for edge in told["edges"]]) == (None, [True])
    assert second["outcome"] == "changed"
    assert second["note"].startswith("1 of 1 passages was read without the model: ")


async def test_documents_are_for_the_calls_that_are_named(
    opened: tuple[Runtime, FastAPI], admin: httpx.AsyncClient
) -> None:
    """A playbook and a group of customers, which no other call finds; indexed anew as before.

    Who added and removed it is audited.
    """
    await added(admin, ("security.md", SSO), playbook="sales, renewal", group="enterprise")
    [one] = (await admin.get(DOCUMENTS)).json()
    assert (one["playbooks"], one["group"]) == (["sales", "renewal"], "enterprise")
    answer = await admin.post("/api/knowledge/reindex")
    assert (answer.status_code, answer.json()) == (202, {"documents": 1})
    await opened[0].knowledge.reindex()
    words = ASKED | {"playbook": "sales"}
    mine = await admin.get(SEARCH, params=words | {"group": "enterprise"})
    assert len(mine.json()) == 1
    assert (await admin.get(SEARCH, params=words)).json() == []
    await admin.delete(f"{DOCUMENTS}/{one['id']}")
    rows = await audited_rows(opened[0])
    assert [(row.action, row.actor, row.change) for row in rows] == [
        ("knowledge.add", "ada", {"from": "", "to": "security.md"}),
        ("knowledge.reindex", "ada", {"from": "", "to": "all documents"}),
        ("knowledge.remove", "ada", {"from": "security.md", "to": ""}),
    ]


async def test_a_form_without_a_file_is_refused(admin: httpx.AsyncClient) -> None:
    """With what is expected."""
    answer = await admin.post(DOCUMENTS, data={"playbook": "sales"})
    assert (answer.status_code, answer.json()["error_code"]) == (422, "invalid_request")
    assert answer.json()["message"].startswith("body.files: ")


async def test_a_page_is_added_by_its_address(tmp_path: Path) -> None:
    """As a file is: told by its address, audited, a version when it has changed; else refused."""
    pages = {"/help/sso.html": b"<h1>Sign-on</h1><p>Single sign-on with SAML costs four euros.</p>"}
    async with (
        Site(pages, {"/old": "/help/sso.html"}) as site,
        an_app(tmp_path, api_keys=API_KEYS, knowledge_pages="any") as opened,
        asked(opened[1], ADA) as admin,
    ):
        sent = {"url": f"{site.url}/old", "playbook": "sales", "group": "enterprise"}
        first = (await admin.post(DOCUMENTS, json=sent)).json()["documents"]
        assert [(one["name"], one["outcome"]) for one in first] == [(sent["url"], "added")]
        [same] = (await admin.post(DOCUMENTS, json=sent)).json()["documents"]
        assert (same["outcome"], same["id"]) == ("same", first[0]["id"])
        [listed] = (await admin.get(DOCUMENTS)).json()
        assert (listed["address"], listed["kind"]) == (f"{site.url}/help/sso.html", "html")
        assert (listed["playbooks"], listed["group"]) == (["sales"], "enterprise")
        [row] = await audited_rows(opened[0])
        assert (row.actor, row.change["to"]) == ("ada", "http://127.0.0.1/old")


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        ("/nothing", "page_not_given", "HTTP 404"),
        ("/a.zip", "document_unreadable", "can't be read; what can is .pdf"),
        ("/away", "page_address_wrong", "it leads to ftp://, which is no web page"),
    ],
)
async def test_a_page_that_is_none_is_refused(
    tmp_path: Path, path: str, code: str, told: str
) -> None:
    """In the item of its address, with a code that says why."""
    async with (
        Site({"/a.zip": b"PK\x03\x04"}, {"/away": "ftp://there/"}) as site,
        an_app(tmp_path, api_keys=API_KEYS, knowledge_pages="any") as (_, app),
        asked(app, ADA) as admin,
    ):
        answer = await admin.post(DOCUMENTS, json={"url": f"{site.url}{path}"})
        [item] = answer.json()["documents"]
        assert (answer.status_code, item["outcome"]) == (200, "refused")
        assert item["error"]["error_code"] == code
        assert told in item["error"]["message"]


async def test_a_page_of_a_private_network_is_refused(admin: httpx.AsyncClient) -> None:
    """Unless the setting allows it; nobody connects to it."""
    async with Site({"/a": b"<p>Secret.</p>"}) as site:
        for url in (f"{site.url}/a", f"{site.url}/a".replace("127.0.0.1", "localhost")):
            [item] = (await admin.post(DOCUMENTS, json={"url": url})).json()["documents"]
            assert item["error"]["error_code"] == "page_not_allowed"
        assert site.asked == []


async def test_a_page_with_a_field_that_is_none_is_refused(admin: httpx.AsyncClient) -> None:
    """A playbook that is misnamed would have the page found in all calls."""
    for wrong in ({"url": "https://a.example/", "playbooks": ["sales"]}, {}, {"url": ""}):
        answer = await admin.post(DOCUMENTS, json=wrong)
        assert (answer.status_code, answer.json()["error_code"]) == (422, "invalid_request")


async def test_both_bodies_are_documented(opened: tuple[Runtime, FastAPI]) -> None:
    """Files as a form, or a page as JSON."""
    shown = opened[1].openapi()["paths"][DOCUMENTS]["post"]
    assert set(shown["requestBody"]["content"]) == {"multipart/form-data", "application/json"}


async def test_who_may_what(opened: tuple[Runtime, FastAPI]) -> None:
    """A supervisor reads and searches, and changes nothing; an agent does neither."""
    path = f"{DOCUMENTS}/0123456789abcdef"
    async with asked(opened[1], SAM) as sam, asked(opened[1], MARIA) as maria:
        for allowed in (DOCUMENTS, f"{SEARCH}?q=sso", "/api/knowledge/gaps"):
            assert (await sam.get(allowed)).json() == []
            assert (await maria.get(allowed)).status_code == 403
        assert (await sam.get(f"{GRAPH}?term=sso")).status_code == 200
        assert (await maria.get(f"{GRAPH}?term=sso")).status_code == 403
        refused = [
            await sam.post(DOCUMENTS, files=[("files", ("a.md", SSO))]),
            await sam.post(DOCUMENTS, json={"url": "https://a.example/"}),
            await sam.delete(path),
            await sam.post("/api/knowledge/reindex"),
        ]
        assert {answer.status_code for answer in refused} == {403}


async def test_what_nothing_was_found_for_is_listed(
    opened: tuple[Runtime, FastAPI], admin: httpx.AsyncClient
) -> None:
    """The most frequent question first, for whoever writes documents."""
    for question in ("do you fax", "is there a dash cam", "is there a dash cam"):
        await opened[0].knowledge.missed(question)
    gaps = (await admin.get("/api/knowledge/gaps")).json()
    assert [(gap["text"], gap["times"]) for gap in gaps] == [
        ("is there a dash cam", 2),
        ("do you fax", 1),
    ]


async def test_a_question_is_taken_off_the_list(opened: tuple[Runtime, FastAPI]) -> None:
    """By a supervisor, with its id in the audit and none of its words, till it is asked again."""
    runtime, app = opened
    await runtime.knowledge.missed("do you fax")
    async with asked(app, SAM) as sam, asked(app, MARIA) as maria:
        [gap] = (await sam.get("/api/knowledge/gaps")).json()
        path = f"/api/knowledge/gaps/{gap['id']}"
        assert (await maria.delete(path)).status_code == 403
        assert (await sam.delete(path)).status_code == 204
        assert (await sam.get("/api/knowledge/gaps")).json() == []
        gone = await sam.delete(path)
        assert (gone.status_code, gone.json()["error_code"]) == (404, "not_found")
        assert (await sam.delete("/api/knowledge/gaps/fax")).status_code == 422
        await runtime.knowledge.missed("do you fax")
        assert [one["id"] for one in (await sam.get("/api/knowledge/gaps")).json()] == [gap["id"]]
    rows = await audited_rows(runtime)
    assert [(row.action, row.actor, row.change) for row in rows] == [
        ("knowledge.close_gap", "sam", {"from": gap["id"], "to": ""})
    ]
