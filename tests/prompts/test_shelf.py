"""Which playbooks calls may name, and which file is read in which language."""

from pathlib import Path

import pytest

from prompts.mistake import PromptError
from prompts.shelf import Shelf
from tests.prompts.family import change, family


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with `house` in English and Spanish, and `garden`, which says its own language."""
    folder = family(tmp_path)
    text = (folder / "house.yaml").read_text("utf-8").replace("extends: base.yaml\n", "")
    staged = text + "stages: [{id: opening, title: Opened, cues: [hello]}]\n"
    (folder / "house.yaml").unlink()
    (folder / "house.en.yaml").write_text(staged, "utf-8")
    (folder / "house.es.yaml").write_text(staged.replace("language: en", "language: es"), "utf-8")
    (folder / "garden.yaml").write_text(staged.replace("name: house", "name: garden"), "utf-8")
    return folder


def test_the_bundled_ones_are_there_in_their_languages() -> None:
    """Each but the one that others extend; a region takes its language's file."""
    shelf = Shelf("sales", "fr-CA")
    assert {"sales", "support", "fraud"} <= set(shelf.names())
    assert "base" not in shelf.names()
    assert shelf.languages("sales") == ["en", "es", "fr"]
    found = [shelf.read("sales", tag) for tag in ("fr-CA", "es", "de")]
    assert [playbook and playbook.id.split("/")[1] for playbook in found] == ["fr", "es", None]
    assert shelf.read("nonsense", "en") is None
    assert shelf.read("base", "en") is None


def test_a_path_brings_the_files_beside_it(own: Path) -> None:
    """By their names; they go before bundled ones, which are there too."""
    shelf = Shelf(str(own / "house.es.yaml"), "es")
    assert shelf.default == "house"
    assert {"house", "garden", "sales"} <= set(shelf.names())
    assert "base" not in shelf.names()
    assert shelf.languages("house") == ["en", "es"]
    read = [shelf.read(*asked) for asked in (("house", "en"), ("house", "fr"), ("garden", "en"))]
    assert [playbook and playbook.id for playbook in read] == ["house@1/en", None, "garden@1/en"]
    assert shelf.read("garden", "es") is None
    bundled = shelf.read("sales", "es")
    assert bundled
    assert bundled.name == "sales"


def test_a_path_is_taken_as_it_is_by_calls_that_say_no_language(own: Path) -> None:
    """As ever: whoever sets it means it; a call that says a language gets a file in that one."""
    shelf = Shelf(str(own / "house.es.yaml"), "it")
    taken = shelf.read("house", "it")
    assert taken
    assert taken.language == "es"
    assert shelf.read("house", "fr") is None


def test_a_guide_is_in_the_language_that_most_calls_are_in(own: Path) -> None:
    """Or in English, or in any; a mistake in one of them does not hide the others."""
    assert Shelf("sales", "fr").guide("sales").language == "fr"
    assert Shelf("sales", "it").guide("sales").language == "en"
    change(own / "house.en.yaml", "version: 1", "version: one")
    assert Shelf(str(own / "house.es.yaml"), "es").guide("house").language == "es"
    assert Shelf(str(own / "garden.yaml"), "en").guide("house").language == "es"
    with pytest.raises(PromptError, match="nonsense"):
        Shelf("nonsense", "en").guide("nonsense")


def test_a_mistake_is_told_where_the_file_is_read(own: Path) -> None:
    """Not for the calls in another language."""
    change(own / "house.en.yaml", "version: 1", "version: one")
    shelf = Shelf(str(own / "house.es.yaml"), "es")
    assert shelf.read("house", "es")
    with pytest.raises(PromptError, match=r"house\.en\.yaml"):
        shelf.read("house", "en")
