"""The folders keep their order: what each may import, and what each must not know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pipecat

from tests.differences import differences
from tests.product import FOLDERS, PRODUCT, PYPROJECT, ROOT, Module, modules_of

NOT_PRODUCT = ("tests", "bench", "peers", "deploy", "docs", "examples")
TESTS_WITHOUT_A_FOLDER = {"browser", "e2e"}

AUDIO = ("numpy", "onnxruntime", "pipecat", "pyaudio", "soundfile", "wave")
FILES_AND_CLOCKS = ("io", "os", "pathlib", "shutil", "tempfile", "time")
HTTP = ("fastapi", "starlette", "uvicorn")
# In Pipecat a vendor is a package; what vendors have in common is a module.
PIPECAT = Path(pipecat.__file__).parent
VENDORS = (
    "deepgram",
    "elevenlabs",
    "moonshine_voice",
    "openai",
    *(f"pipecat.services.{path.parent.name}" for path in PIPECAT.glob("services/*/__init__.py")),
)

KNOWS_NOTHING_OF = {
    "conversation": ("asyncio", "loguru", "pipecat", "threading", *FILES_AND_CLOCKS),
    "stores": AUDIO,
    "pubsub": AUDIO,
    "transports": VENDORS,
    "coach": ("pipecat", *HTTP, *VENDORS),
    "processors": ("settings", *VENDORS),
    "pipeline": (*HTTP, *VENDORS),
    "evaluation": (*HTTP, *VENDORS),
    "server": ("processors", *VENDORS),
}


def _is_or_is_in(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _users_of(wanted: set[str]) -> Iterator[tuple[Module, int]]:
    """Where a name is reached for: `os.environ`, `from os import environ`, `open(…)`."""
    last_words = {name.rpartition(".")[2] for name in wanted}
    for module in PRODUCT:
        yield from ((module, line) for name, line in module.imports if name in wanted)
        for node in module.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name = node.func.id
            elif isinstance(node, ast.Attribute) and node.attr in last_words:
                name = ".".join(ast.unparse(node).split(".")[-2:])
            else:
                continue
            if name in wanted:
                yield module, node.lineno


def test_the_tree_of_the_docs_is_that_of_the_code() -> None:
    """A row each, in the order of the one list."""
    rows = re.findall(r"^\| `(\w+)/` \|", (ROOT / "docs/architecture.md").read_text("utf-8"), re.M)
    assert differences("the tree of docs/architecture.md", rows, FOLDERS) == []
    assert rows == list(FOLDERS), "in the order of pyproject.toml"


def test_a_folder_imports_only_from_folders_to_its_left() -> None:
    """A module imports of the project only its own folder and those that come before it."""
    wrong = [
        f"{module}:{line} imports {name}"
        for module in PRODUCT
        for name, line in module.imports
        if name.partition(".")[0] in (*FOLDERS[FOLDERS.index(module.folder) + 1 :], *NOT_PRODUCT)
    ]
    assert not wrong


def test_a_folder_does_not_import_what_it_knows_nothing_of() -> None:
    """A folder imports nothing that `KNOWS_NOTHING_OF` lists for it."""
    wrong = [
        f"{module}:{line} imports {name}"
        for module in PRODUCT
        for name, line in module.imports
        if _is_or_is_in(name, KNOWS_NOTHING_OF.get(module.folder, ()))
    ]
    assert not wrong


def _of_vendors() -> set[str]:
    """The modules of `services/` that speak to a vendor, or import one that does; no tables.

    What stands in a folder of `stt/` or `tts/` is a vendor's, whatever it imports.
    """
    inside = [
        module
        for module in PRODUCT
        if module.folder == "services" and module.path.name != "providers.py"
    ]
    found = {
        one.name for one in inside if one.path.parts[1] in ("stt", "tts") and one.path.parts[3:]
    }
    while more := {
        module.name
        for module in inside
        if module.name not in found
        and any(_is_or_is_in(name, (*VENDORS, *found)) for name, _ in module.imports)
    }:
        found |= more
    return found


def test_only_a_table_of_providers_knows_a_vendors_module() -> None:
    """Outside a vendor's own modules, it is imported by `services/*/providers.py` alone."""
    of_vendors = _of_vendors()
    assert of_vendors
    wrong = [
        f"{module}:{line} imports {name}"
        for module in PRODUCT
        for name, line in module.imports
        if _is_or_is_in(name, tuple(of_vendors))
        and module.name not in of_vendors
        and (module.folder, module.path.name) != ("services", "providers.py")
    ]
    assert not wrong


def test_what_all_recognisers_share_knows_no_vendor() -> None:
    """Replay, finalize, reconnecting and statuses stand over a connection of any vendor."""
    shared = {module.name for module in PRODUCT if module.path.parts[:-1] == ("services", "stt")}
    assert "services.stt.resilient" in shared
    assert shared & _of_vendors() <= {"services.stt.moonshine"}


def test_imports_name_their_folder() -> None:
    """No relative imports, so that the order above can be read off each file."""
    wrong = [
        f"{module}:{node.lineno}"
        for module in PRODUCT
        for node in module.nodes
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not wrong


def test_no_import_stands_inside_a_function() -> None:
    """What a module needs is said at its top, and is missing at the start, not in mid-call."""
    wrong = [
        f"{module}:{node.lineno}"
        for module in PRODUCT
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not wrong


def test_only_settings_reads_the_environment() -> None:
    """Nothing but `settings/` looks at variables; Moonshine's module sets one for a library."""
    wrong = [
        f"{module}:{line}"
        for module, line in _users_of({"os.environ", "os.environb", "os.getenv", "os.getenvb"})
        if module.folder != "settings" and module.name != "services.stt.moonshine.recogniser"
    ]
    assert not wrong


def test_the_rules_of_a_conversation_read_no_clock_and_no_file() -> None:
    """`conversation/` is told the time, and opens nothing."""
    wrong = [
        f"{module}:{line}"
        for module, line in _users_of({"datetime.now", "datetime.utcnow", "date.today", "open"})
        if module.folder == "conversation"
    ]
    assert not wrong


def test_benches_and_peers_stand_on_no_test() -> None:
    """What tests and benches share is in `peers/`, which knows neither."""
    wrong = [
        f"{module}:{line} imports {name}"
        for folder, others in (("bench", {"tests"}), ("peers", {"tests", "bench"}))
        for module in modules_of(folder)
        for name, line in module.imports
        if name.partition(".")[0] in others
    ]
    assert not wrong


def test_the_list_of_folders_is_the_only_one() -> None:
    """A new folder is one edit: types name what is no product, coverage reads the one list."""
    assert "include" not in PYPROJECT["tool"]["pyright"]
    python = {path.parts[0] for path in (p.relative_to(ROOT) for p in ROOT.glob("*/*.py"))}
    wanted = {*FOLDERS, *NOT_PRODUCT} - {"docs"}
    assert differences("the top-level folders with Python", python, wanted) == []


def test_there_is_code_to_look_at() -> None:
    """Every folder of the reading order is there and was read."""
    assert {module.folder for module in PRODUCT} == set(FOLDERS)


def test_the_tests_mirror_the_folders() -> None:
    """Each folder of tests is named after the folder that it tests; two need more than one."""
    tested = {path.parent.name for path in (ROOT / "tests").glob("*/*.py")}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    assert tested - folders == TESTS_WITHOUT_A_FOLDER
    assert folders & set(FOLDERS) <= tested


def test_no_folder_is_a_drawer_for_everything() -> None:
    """There is no folder whose name says nothing of what it holds."""
    names = {path.name for module in PRODUCT for path in module.path.parents}
    assert not names & {"common", "core", "helpers", "misc", "utils"}
