"""The library of a server, and the model that reads its documents."""

from pathlib import Path

from knowledge.document import ANYBODY
from peers.linker import sensible
from peers.openai import OpenAIPeer
from pipeline.runtime import open_runtime
from settings import load
from tests.knowledge.toy_embedder import document

BOARDING = "Whoever brings a bicycle is let on first. The bicycle fare is twelve euros each way."


async def test_a_server_has_its_model_read_what_is_added(tmp_path: Path) -> None:
    """The model's connections are of the calls' loop, and the library of another."""
    async with (
        OpenAIPeer(sensible, first_token_s=0, token_s=0) as peer,
        open_runtime(
            load(
                data_dir=tmp_path,
                knowledge_graph="model",
                openai_api_key="sk-x",
                openai_base_url=peer.url,
            )
        ) as runtime,
    ):
        for name in ("ferry", "boat"):  # the second on the connection of the first
            added = await runtime.knowledge.add(*document(name, f"{BOARDING} {name}"))
            assert added.note == ""
        graph = await runtime.knowledge.graph("bicycle fare", 1, ANYBODY)
        assert any(step.edge.is_by_model for step in graph.around.steps)
    assert len(peer.requests) == 2
