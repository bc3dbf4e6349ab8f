"""The two images and what runs them, as far as they can be judged without building them."""

import fnmatch
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from string import Template

import yaml

from bots.cli import build_parser
from settings import Settings
from tests.product import FOLDERS, ROOT, product_files


@dataclass
class Stage:
    """One stage of the Dockerfile: what it builds on, and its instructions in order."""

    name: str
    base: str
    steps: list[tuple[str, str]]

    def of(self, instruction: str) -> list[str]:
        """The arguments of each instruction of that kind."""
        return [arguments for name, arguments in self.steps if name == instruction]

    def copies(self) -> Iterator[tuple[str | None, list[str], str]]:
        """Each COPY: the stage it copies from (None: the repository), sources, destination."""
        for arguments in self.of("COPY"):
            words = arguments.split()
            stage = next((w.partition("=")[2] for w in words if w.startswith("--from=")), None)
            *sources, destination = (word for word in words if not word.startswith("--"))
            yield stage, sources, destination

    def from_the_repository(self) -> set[str]:
        """The paths that the stage takes from the repository, by COPY or by a mount."""
        copied = {path for stage, paths, _ in self.copies() if stage is None for path in paths}
        mounts = re.findall(r"--mount=type=bind,source=([^,\s]+)", " ".join(self.of("RUN")))
        return copied | set(mounts)

    def lay_out(self, folder: Path) -> None:
        """Do what the COPYs do, with `folder` for the working directory."""
        for stage, paths, destination in self.copies():
            for path in paths:
                if stage is None:
                    shutil.copy(ROOT / path, folder / destination)
                elif (stage, path) == UNPACKED_WHEEL:
                    lay_out_the_product(folder / destination)


def read_stages() -> dict[str, Stage]:
    """The stages of the Dockerfile by name, in order."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    stages: list[Stage] = []
    given: dict[str, str] = {}
    for line in re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines():
        instruction, _, arguments = line.partition(" ")
        if instruction == "FROM":
            base, _, name = Template(arguments).substitute(given).partition(" AS ")
            stages.append(Stage(name, base, []))
        elif stages:
            stages[-1].steps.append((instruction, arguments))
        elif instruction == "ARG":
            name, _, value = arguments.partition("=")
            given[name] = Template(value).substitute(given)
    return {stage.name: stage for stage in stages}


def lay_out_the_product(folder: Path) -> None:
    """What the wheel carries, as it is when unpacked (tests/test_packaging.py holds that)."""
    for path in product_files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target)
        if target.suffix == ".py":
            compiled, beside = (Path(cache_from_source(str(at / path))) for at in (ROOT, folder))
            if compiled.exists():  # to compile it anew takes seconds
                beside.parent.mkdir(exist_ok=True)
                shutil.copy2(compiled, beside)


STAGES = read_stages()
UNPACKED_WHEEL = ("wheel", "/product/")


def test_the_last_stage_is_the_one_for_pipecat_cloud() -> None:
    """Pipecat's tools build the Dockerfile without naming a target."""
    assert "server" in STAGES
    assert list(STAGES)[-1] == "cloud"
    assert STAGES["cloud"].base.startswith("dailyco/pipecat-base:")


def test_each_foreign_image_has_a_tag_and_can_be_held_to_a_digest() -> None:
    """Its name is an argument of the build, or a variable of compose, with a version of its own."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert all(base.startswith("${") for base in re.findall(r"(?m)^FROM (\S+)", text))
    compose = yaml.safe_load((ROOT / "deploy/docker-compose.yml").read_text("utf-8"))
    named = [service["image"] for service in compose["services"].values() if "image" in service]
    defaults = [re.fullmatch(r"\$\{[A-Z_]+:-(.+)\}", image) for image in named]
    images = {stage.base for stage in STAGES.values()} | {m[1] if m else "" for m in defaults}
    assert len(images) == 5
    assert [
        image for image in images if not re.fullmatch(r"[a-z./-]+:[\w.-]*\d[\w.-]*", image)
    ] == []


def test_the_images_are_built_from_what_exists() -> None:
    """Each COPY and each mount names a stage before it, or a path of the repository."""
    before: set[str] = set()
    for stage in STAGES.values():
        assert {source for source, _, _ in stage.copies() if source} <= before
        assert [path for path in stage.from_the_repository() if not (ROOT / path).exists()] == []
        before.add(stage.name)


def test_the_images_carry_what_the_wheel_carries() -> None:
    """Both are made from the wheel, installed or unpacked, so that no folder is listed twice."""
    (build,) = (step for step in STAGES["wheel"].of("RUN") if "uv build" in step)
    assert "--wheel" in build
    assert any("from=wheel" in step and ".whl" in step for step in STAGES["environment"].of("RUN"))
    assert UNPACKED_WHEEL in [
        (stage, path) for stage, paths, _ in STAGES["cloud"].copies() for path in paths
    ]
    words = {word for stage in STAGES.values() for _, step in stage.steps for word in step.split()}
    assert not {word.strip("./") for word in words} & set(FOLDERS)


def test_nothing_that_the_images_need_is_ignored() -> None:
    """`.dockerignore` keeps the product in and `.env` out, as Docker and Pipecat Cloud read it.

    Pipecat Cloud's builder (pipecatcloud 1.4, `_utils/build_utils.py`) matches a pattern against
    each part of a path as well as the whole, knows no `!`, and needs the Dockerfile to be left.
    """
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def ignored(path: str) -> bool:
        parts = (path, *Path(path).parts)
        return any(fnmatch.fnmatch(part, pattern) for pattern in patterns for part in parts)

    needed = product_files() | {"Dockerfile", "pyproject.toml", "README.md", "LICENSE"}
    needed |= {path for stage in STAGES.values() for path in stage.from_the_repository()}
    assert [path for path in sorted(needed) if ignored(path)] == []
    assert [pattern for pattern in patterns if pattern.startswith("!")] == []
    assert ignored(".env")
    assert ignored(".env.local")
    assert ignored(".git/config")


def test_the_images_hold_no_development_tools_and_no_settings() -> None:
    """Both install what is locked, without the dev group, and set the data's folder alone."""
    syncs = [step for stage in STAGES.values() for step in stage.of("RUN") if "uv sync" in step]
    assert syncs
    assert all({"--locked", "--no-dev"} <= set(step.split()) for step in syncs)
    baked = {
        word.partition("=")[0]
        for stage in STAGES.values()
        for step in (*stage.of("ENV"), *stage.of("ARG"))
        for word in step.split()
    }
    assert baked & {name.upper() for name in Settings.model_fields} == {"DATA_DIR"}


def test_the_server_image_serves_as_nobody_special() -> None:
    """On every interface, not as root, with its data in a volume, and saying whether it lives."""
    server = STAGES["server"]
    arguments = build_parser().parse_args(json.loads(server.of("CMD")[0]))
    assert json.loads(server.of("ENTRYPOINT")[0]) == ["callshadow"]
    assert (arguments.host, arguments.port) == ("0.0.0.0", 7860)  # noqa: S104 - a container's own
    assert server.of("EXPOSE") == ["7860"]
    (user,) = server.of("USER")
    assert f"useradd --system --uid {user} " in server.of("RUN")[0]
    assert server.of("VOLUME") == ["/data"]
    assert "DATA_DIR=/data" in server.of("ENV")[0]
    assert "/healthz" in server.of("HEALTHCHECK")[0]


def test_pipecat_cloud_finds_its_bot_in_the_image(tmp_path: Path) -> None:
    """Laid out as in the image, `bot.py` at the top imports, and has `async def bot(runner_args)`.

    The base image's own server says `from bot import bot` in that folder.
    """
    STAGES["cloud"].lay_out(tmp_path)
    script = f"""
import inspect, json, sys
sys.path = [{str(tmp_path)!r}] + [path for path in sys.path if path not in ("", {str(ROOT)!r})]
from bot import bot
import pipeline.call, settings
print(json.dumps({{
    "async": inspect.iscoroutinefunction(bot),
    "parameters": list(inspect.signature(bot).parameters),
    "files": [pipeline.call.__file__, settings.__file__],
}}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["async"]
    assert seen["parameters"] == ["runner_args"]
    assert all(Path(file).is_relative_to(tmp_path) for file in seen["files"])


def test_pipecat_clouds_file_says_what_its_tool_accepts() -> None:
    """The keys and limits of pipecatcloud 1.4's `load_deploy_config_file`, which refuses others."""
    config = tomllib.loads((ROOT / "pcc-deploy.toml").read_text("utf-8"))
    scaling = config.pop("scaling")
    assert 0 <= scaling["min_agents"] <= scaling["max_agents"]
    assert 60 <= config.pop("max_session_duration") <= 14_400
    assert config.pop("architecture") == "arm64"
    assert set(config) == {"agent_name", "agent_profile", "secret_set"}
    assert " " not in config["agent_name"]


def test_compose_runs_the_server_with_settings_that_exist() -> None:
    """Its server is a stage of the Dockerfile, with keys, a database and a Redis."""
    services = yaml.safe_load((ROOT / "deploy/docker-compose.yml").read_text("utf-8"))["services"]
    server = services["server"]
    assert server["build"]["target"] in STAGES
    drivers = {"PGPASSWORD"}  # read by the driver: a password in a URL would have to be encoded
    assert set(server["environment"]) == drivers | {
        "API_KEYS",
        "DATABASE_URL",
        "DRAIN_SECONDS",
        "REDIS_URL",
    }
    assert {n.lower() for n in set(server["environment"]) - drivers} <= set(Settings.model_fields)
    assert set(server["depends_on"]) <= set(services)
