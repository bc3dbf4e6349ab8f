"""A carrier is a row of the table, its name in the list, and a channel of the AsyncAPI document."""

import re

from server.asyncapi.carrier_channels import CARRIER_CHANNELS
from server.carriers.carriers import CARRIERS
from server.carriers.names import CARRIER_NAMES, CARRIER_PATHS
from server.metrics.call_metrics import SOURCES
from tests.differences import differences
from tests.product import ROOT


def test_the_list_of_names_is_that_of_the_table() -> None:
    """A carrier that is missing in `names.py` would be reached by any web page."""
    names = [carrier.name for carrier in CARRIERS]
    assert differences("server/carriers/names.py", CARRIER_NAMES, names) == []
    assert names == list(CARRIER_NAMES), "both in the same order"


def test_each_media_socket_is_below_its_carriers_address() -> None:
    """So whoever guards what brings in calls guards it too."""
    for carrier, path in zip(CARRIERS, CARRIER_PATHS, strict=True):
        assert carrier.path.startswith(path)


def test_each_carrier_has_a_channel_in_the_document() -> None:
    """In the order of the table."""
    rows = [row.carrier for row in CARRIER_CHANNELS]
    assert differences("server/asyncapi/carrier_channels.py", rows, CARRIER_NAMES) == []
    assert rows == list(CARRIER_NAMES), "both in the same order"


def test_the_calls_of_each_carrier_are_counted_by_its_name() -> None:
    """None of them is counted as `other`."""
    assert (
        differences(
            "SOURCES of server/metrics/call_metrics.py", SOURCES, SOURCES | {*CARRIER_NAMES}
        )
        == []
    )


def test_the_console_has_words_for_each_source() -> None:
    """A call of which nobody's name is known is called by them, in each language."""
    for language in ("en", "fr", "es"):
        file = f"server/console/js/words-{language}.js"
        told = re.findall(r'"source\.(\w+)"', (ROOT / file).read_text("utf-8"))
        assert differences(file, told, SOURCES | {"other"}) == []


def test_each_carrier_has_its_part_of_the_page() -> None:
    """`docs/carriers.md` says what to click; Twilio has a page of its own."""
    page = (ROOT / "docs/carriers.md").read_text("utf-8").casefold()
    headings = re.findall(r"^## (\w+)", page, re.MULTILINE)
    assert [name for name in CARRIER_NAMES if name not in headings] == []


def test_the_load_balancer_knows_each_media_socket() -> None:
    """In `deploy/balancer.conf`, a location of sockets takes each carrier's."""
    text = (ROOT / "deploy" / "balancer.conf").read_text("utf-8")
    places = re.findall(r"location (=|~) (\S+) \{", text)
    wanted = [re.compile(re.escape(told) + "$" if how == "=" else told) for how, told in places]
    missed = [one.path for one in CARRIERS if not any(told.match(one.path) for told in wanted)]
    assert missed == [], "deploy/balancer.conf has a location for each"
