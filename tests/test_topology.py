"""The files that set up three replicas: what they name exists, and what they run may do little."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from peers.balancer import Balancer
from peers.server_process import NO_TLS, ServerProcess
from server.asgi.body_limit import MAX_UPLOAD_BYTES
from server.metrics.metrics import RUNNING_CALLS
from settings import Settings, load
from tests.product import ROOT
from tests.test_deploy import ENDING_S

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "docker-compose.replicas.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
APPS = {name: service for name, service in SERVICES.items() if name.startswith("app-")}
BALANCER = (DEPLOY / "balancer.conf").read_text("utf-8")
MANIFEST = {
    one["kind"]: one
    for one in yaml.safe_load_all((DEPLOY / "kubernetes/call-shadow.yaml").read_text("utf-8"))
}
POD = MANIFEST["Deployment"]["spec"]["template"]["spec"]
SETTINGS = {name.upper() for name in Settings.model_fields}
ROOT_FOR_A_MOMENT = {"weaviate-volume"}
"""It makes a folder another user's, and ends."""


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder of secrets, as the script makes it."""
    subprocess.run(["sh", DEPLOY / "make_secrets.sh", tmp_path], check=True, capture_output=True)
    return tmp_path


def test_nginx_knows_every_line(tmp_path: Path) -> None:
    """As `nginx -t` says of the balancer's file, with places of this machine filled in."""
    told = Balancer(tmp_path, [1, 2, 3]).test()
    assert "syntax is ok" in told
    assert "[warn]" not in told


def test_the_balancer_logs_no_word_of_a_search_and_no_code_of_a_sign_in(tmp_path: Path) -> None:
    """Where no replica answers, it tells of other requests with their addresses."""
    replicas = [ServerProcess(tmp_path) for _ in range(3)]
    with (
        Balancer(tmp_path, [replica.port for replica in replicas]) as balancer,
        httpx.Client(
            transport=httpx.HTTPTransport(verify=NO_TLS, retries=5), base_url=balancer.http
        ) as client,
    ):
        for path in ("calls?search=", "knowledge/search?q=", "knowledge/graph?term=", "jobs?of="):
            assert client.get(f"/api/{path}word-of-{path[:4]}").status_code == 503
        assert client.get("/auth/callback?code=word-of-auth").status_code == 503
    assert set(re.findall(r"word-of-(\w+)", balancer.log.read_text("utf-8"))) == {"jobs"}


def test_the_balancer_knows_each_replica_by_its_address() -> None:
    """Each upstream has all replicas, whose addresses are fixed; the replicas believe it alone."""
    upstreams = re.findall(r"upstream \w+ \{(.*?)\}", BALANCER, re.S)
    assert upstreams
    for upstream in upstreams:
        assert re.findall(r"server (\S+):7860 ", upstream) == list(APPS)
    addresses = {name: app["networks"]["edge"]["ipv4_address"] for name, app in APPS.items()}
    hosts = dict(entry.split("=") for entry in SERVICES["balancer"]["extra_hosts"])
    assert hosts == addresses
    own = SERVICES["balancer"]["networks"]["edge"]["ipv4_address"]
    assert {app["environment"]["FORWARDED_ALLOW_IPS"] for app in APPS.values()} == {own}
    gateway = COMPOSE["networks"]["edge"]["ipam"]["config"][0]["gateway"]
    assert f"set_real_ip_from {gateway};" in BALANCER


def test_the_balancer_lets_through_what_a_replica_takes() -> None:
    """Nginx takes 1 MiB where nobody says more."""
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", BALANCER)
    assert int(megabytes) * 1024 * 1024 == MAX_UPLOAD_BYTES


def test_spans_go_to_the_collector_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With TRACES_ENDPOINT; without it, no replica is asked to send any."""
    collector = yaml.safe_load((DEPLOY / "otel-collector.yaml").read_text("utf-8"))
    port = collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].rpartition(":")[2]
    wanted = f"${{TRACES_ENDPOINT:+http://otel-collector:{port}}}"
    told = {app["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"] for app in APPS.values()}
    assert told == {wanted}
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    assert load().otel_exporter_otlp_endpoint is None


def test_prometheus_finds_its_rules_and_grafana_its_dashboards() -> None:
    """In the folders that are mounted."""
    rules = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text("utf-8"))["rule_files"]
    assert "./prometheus:/etc/prometheus:ro" in SERVICES["prometheus"]["volumes"]
    assert all((DEPLOY / "prometheus" / name).is_file() for name in rules)
    provider = DEPLOY / "grafana/provisioning/dashboards/callshadow.yaml"
    (shelf,) = yaml.safe_load(provider.read_text("utf-8"))["providers"]
    assert f"./grafana:{shelf['options']['path']}:ro" in SERVICES["grafana"]["volumes"]
    assert list((DEPLOY / "grafana").rglob("dashboards/*.json"))


def test_each_image_has_a_version_and_can_be_held_to_a_digest() -> None:
    """Its name is a variable; the server's own is built, on Kubernetes named by its version."""
    images = [one["image"] for name, one in SERVICES.items() if name not in APPS]
    pinned = re.compile(r"\$\{[A-Z]+_IMAGE:-[a-z./-]+:[\w.-]*\d[\w.-]*\}")
    assert [image for image in images if not pinned.fullmatch(image)] == []
    assert all("build" in app for app in APPS.values())
    (container,) = POD["containers"]
    assert re.fullmatch(r"\S+:\d+\.\d+\.\d+", container["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_may_do_little(name: str) -> None:
    """Not root, nothing written but in volumes, no right of the kernel's; asked if it is well."""
    service = SERVICES[name]
    user = str(service["user"]).partition(":")[0]
    assert (user == "0") == (name in ROOT_FOR_A_MOMENT)
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "healthcheck" in service


def test_no_secret_stands_in_a_file_of_the_repository() -> None:
    """A variable of a password's names a file; nothing has a default that somebody could guess."""
    for service in SERVICES.values():
        for name, value in (service.get("environment") or {}).items():
            if re.search("PASSWORD|SECRET|TOKEN|KEY", name) and name != "SECRETS_DIR":
                assert name.endswith("_FILE") or value in ("true", "callshadow"), name
    assert re.findall(r"\$\{\w*(?:PASSWORD|SECRET|KEY)\w*:-", yaml.safe_dump(COMPOSE)) == []


def test_everything_that_is_mounted_is_there(secrets: Path) -> None:
    """Files of the repository, and secrets that the script makes."""
    mounts = [
        mount.split(":")[0]
        for service in SERVICES.values()
        for mount in service.get("volumes", [])
        if mount.startswith(".")
    ]
    files = [secret["file"] for secret in COMPOSE["secrets"].values()]
    made = "./secrets/"
    for path in {*mounts, *files}:
        here = secrets / path.removeprefix(made) if path.startswith(made) else DEPLOY / path
        assert here.exists(), path
    named = {mount.split(":")[0] for one in SERVICES.values() for mount in one.get("volumes", [])}
    assert {mount for mount in named if not mount.startswith(".")} == set(COMPOSE["volumes"])


def test_the_secrets_are_settings_that_a_replica_takes(secrets: Path) -> None:
    """All that the script makes for it; made twice, they stay as they are."""
    files = {path.name: path.read_text("utf-8") for path in (secrets / "app").iterdir()}
    assert set(files) <= {name.lower() for name in SETTINGS}
    settings = load(secrets_dir=secrets / "app")
    assert {key.name for key in settings.api_keys or ()} == {"admin", "metrics"}
    assert len(set(files.values())) == len(files)
    subprocess.run(["sh", DEPLOY / "make_secrets.sh", secrets], check=True, capture_output=True)
    assert files == {path.name: path.read_text("utf-8") for path in (secrets / "app").iterdir()}


def test_every_setting_exists() -> None:
    """Those of compose and those of Kubernetes."""
    named = {name for app in APPS.values() for name in app["environment"]}
    named |= set(MANIFEST["ConfigMap"]["data"])
    assert named <= SETTINGS


def test_what_the_company_knows_is_found_in_each_replica() -> None:
    """Its index is in Postgres, unless another server is named, and in no replica's own file."""
    indexes = {app["environment"].get("KNOWLEDGE_INDEX") for app in APPS.values()}
    assert indexes == {"${KNOWLEDGE_INDEX:-postgres}"}
    assert MANIFEST["ConfigMap"]["data"].get("KNOWLEDGE_INDEX") == "postgres"


def test_whoever_stops_a_replica_waits_for_its_calls() -> None:
    """The grace is DRAIN_SECONDS and 15 s more; on Kubernetes, and what `preStop` takes."""
    app = APPS["app-1"]
    (drain,) = re.findall(r":-(\d+)\}", app["environment"]["DRAIN_SECONDS"])
    assert app["stop_grace_period"] == f"{int(drain) + ENDING_S}s"
    (container,) = POD["containers"]
    _, pause = container["lifecycle"]["preStop"]["exec"]["command"]
    drain = MANIFEST["ConfigMap"]["data"]["DRAIN_SECONDS"]
    assert POD["terminationGracePeriodSeconds"] == int(pause) + int(drain) + ENDING_S


def test_the_pods_may_do_little() -> None:
    """As the services of compose."""
    (container,) = POD["containers"]
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["automountServiceAccountToken"] is False
    own = container["securityContext"]
    assert own["readOnlyRootFilesystem"] is True
    assert own["allowPrivilegeEscalation"] is False
    assert own["capabilities"] == {"drop": ["ALL"]}


def test_the_parts_of_the_manifest_mean_the_same_pods() -> None:
    """By one label; the autoscaler's figure is one of `/metrics`, and the adapter tells it."""
    label = {"app.kubernetes.io/name": "call-shadow"}
    selectors = [
        MANIFEST["Deployment"]["spec"]["selector"]["matchLabels"],
        MANIFEST["Deployment"]["spec"]["template"]["metadata"]["labels"],
        MANIFEST["Service"]["spec"]["selector"],
        MANIFEST["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        MANIFEST["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
    ]
    assert selectors == [label] * len(selectors)
    (metric,) = MANIFEST["HorizontalPodAutoscaler"]["spec"]["metrics"]
    name = metric["pods"]["metric"]["name"]
    (described,) = RUNNING_CALLS.describe()
    assert name == described.name
    adapter = yaml.safe_load((DEPLOY / "kubernetes/prometheus-adapter.yaml").read_text("utf-8"))
    assert adapter["rules"]["custom"][0]["name"] == {"as": name}
    probes = [container[kind]["httpGet"] for container in POD["containers"] for kind in PROBES]
    assert [probe["path"] for probe in probes] == ["/healthz", "/readyz", "/healthz"]


PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def test_prometheus_asks_each_replica_with_its_key(secrets: Path) -> None:
    """The key is a supervisor's, as the replicas know it."""
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text("utf-8"))
    (job,) = (one for one in config["scrape_configs"] if one["job_name"] == "call-shadow")
    assert job["static_configs"] == [{"targets": [f"{name}:7860" for name in APPS]}]
    key = Path(job["authorization"]["credentials_file"]).name
    assert key in SERVICES["prometheus"]["secrets"]
    assert (
        f"metrics:supervisor:{(secrets / key).read_text()}"
        in (secrets / "app/api_keys").read_text()
    )


@pytest.mark.skipif(not shutil.which("sh"), reason="there is no shell")
def test_the_shell_of_the_secrets_stops_at_an_error(tmp_path: Path) -> None:
    """It says so where the folder is not there."""
    command = ["sh", DEPLOY / "make_secrets.sh", tmp_path / "nowhere"]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
