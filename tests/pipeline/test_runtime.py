import os
import re
from pathlib import Path
from typing import Any

import pytest
from loguru import logger

from coach.model_advisor import ModelAdvisor
from conversation.events.event import EventType
from knowledge.document import Audience
from pipeline.process_log import database_url
from pipeline.runtime import open_runtime
from prompts.mistake import PromptError
from settings import SettingsError, load
from stores.errors import EventLogError
from tests.payloads import raw
from tests.product import ROOT


def test_the_log_is_a_file_in_the_data_folder(tmp_path: Path):
    """Without DATABASE_URL, an SQLite file in DATA_DIR, which is made if need be."""
    folder = tmp_path / "deep" / "data"
    assert database_url(load(data_dir=folder)) == f"sqlite:///{folder / 'calls.db'}"
    assert folder.is_dir()


def test_the_address_of_a_database_is_taken_as_it_is(tmp_path: Path):
    """DATABASE_URL makes no folder."""
    folder = tmp_path / "data"
    url = "postgresql+asyncpg://u:p@127.0.0.1/db"
    assert database_url(load(data_dir=folder, database_url=url)) == url
    assert not folder.exists()


def test_a_data_folder_that_is_a_file_is_one_line(tmp_path: Path):
    """A DATA_DIR that can't be a folder stops the start with its name and its reason."""
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    for folder in (tmp_path / "data", tmp_path / "data" / "deeper"):
        with pytest.raises(SettingsError, match=r"^DATA_DIR=.*: .+$"):
            database_url(load(data_dir=folder))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_data_folder_that_can_not_be_written_is_one_line(tmp_path: Path):
    """A folder without the right to write is a named failure."""
    tmp_path.chmod(0o500)
    with pytest.raises((SettingsError, EventLogError)):
        async with open_runtime(load(data_dir=tmp_path)):
            pass


async def test_a_runtime_has_what_calls_share(tmp_path: Path):
    """With nothing configured, the playbook advises, no call is running and nothing is known.

    What is known has no file before something is.
    """
    async with open_runtime(load(data_dir=tmp_path)) as runtime:
        assert runtime.coaches.default.model is None
        assert len(runtime.calls) == 0
        await runtime.log.ping()
        await runtime.calls.end_all("shutdown")
        assert await runtime.knowledge.documents() == []
        assert await runtime.knowledge.search("what is a seat", Audience(), 3) == []
    assert not (tmp_path / "knowledge.db").exists()


async def test_a_runtime_with_a_model_has_one_client(tmp_path: Path):
    """A model that is configured advises; the playbook is the fallback."""
    async with open_runtime(
        load(data_dir=tmp_path, openai_base_url="http://127.0.0.1:9/v1")
    ) as runtime:
        assert isinstance(runtime.coaches.default.model, ModelAdvisor)


async def test_speech_is_what_the_settings_say(tmp_path: Path):
    """The detector's parameters are the settings', in milliseconds."""
    settings = load(
        data_dir=tmp_path,
        vad_confidence=0.7,
        vad_start_secs=0.2,
        vad_stop_secs=0.4,
        vad_min_dbfs=-50,
        turn_incomplete_secs=1.2,
    )
    async with open_runtime(settings) as runtime:
        speech = runtime.speech_params
    assert (speech.confidence, speech.min_dbfs) == (0.7, -50)
    assert (speech.start_ms, speech.stop_ms, speech.silence_ms) == (200, 400, 1200)


async def test_what_was_published_is_there_after_a_restart(tmp_path: Path):
    """A call that its process left open is ended as interrupted at the next start."""
    async with open_runtime(load(data_dir=tmp_path)) as runtime:
        data = {"source": "twilio", "participants": [], "parameters": {}}
        await runtime.events.publish("CA1", raw(EventType.CALL_STARTED, data))
    async with open_runtime(load(data_dir=tmp_path)) as runtime:
        events = await runtime.log.read("CA1")
    assert [event.type for event in events] == [EventType.CALL_STARTED, EventType.CALL_ENDED]
    assert events[-1].data["reason"] == "interrupted"


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"stt": "deepgram"}, SettingsError),
        ({"coach_playbook": "nonsense"}, PromptError),
        ({"coach_language": "it"}, PromptError),
        ({"database_url": "postgresql+asyncpg://u:p@127.0.0.1:1/db"}, EventLogError),
    ],
)
async def test_what_can_not_work_is_one_line(
    tmp_path: Path, settings: dict[str, Any], error: type[Exception]
):
    """Each thing that keeps a line from opening is a named error of one line, with no secret."""
    with pytest.raises(error) as caught:
        async with open_runtime(load(data_dir=tmp_path, **settings)):
            pass
    assert len(str(caught.value).splitlines()) == 1
    assert "u:p" not in str(caught.value)


async def test_what_falls_back_in_a_language_is_said_once(tmp_path: Path):
    """In the log of the start, with the page that says what to do; nothing where nothing does."""
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}", level="WARNING")
    try:
        async with open_runtime(load(data_dir=tmp_path)):
            assert lines == []
        page = (ROOT / "docs/playbooks.md").read_text("utf-8")
        own = tmp_path / "ventas.de.yaml"
        spanish = re.findall(r"```yaml\n(name: ventas.*?)```", page, re.S)[0]
        own.write_text(spanish.replace("language: es", "language: de"), "utf-8")
        async with open_runtime(
            load(data_dir=tmp_path, coach_language="de", coach_playbook=str(own))
        ):
            pass
        (line,) = lines
        assert line.startswith("COACH_LANGUAGE=de: the model is told in 'en' to write in 'de'")
        assert "'mm-hm', 'okay' and greetings are known in en, es, fr alone" in line
        async with open_runtime(load(data_dir=tmp_path, coach_playbook=str(own))):
            pass
        assert lines[1].startswith("the playbook 'ventas' is in 'de' and COACH_LANGUAGE is 'en'")
    finally:
        logger.remove(sink)


async def test_a_database_file_that_can_not_be_is_one_line(tmp_path: Path):
    """A path through a file is an error of the event log."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'file' / 'calls.db'}"
    with pytest.raises(EventLogError) as caught:
        async with open_runtime(load(data_dir=tmp_path, database_url=url)):
            pass
    assert len(str(caught.value).splitlines()) == 1
