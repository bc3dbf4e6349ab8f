"""Pages are fetched from where they may be, whatever an address, a name or a redirect says."""

import pytest

from conversation.errors import ErrorCode
from knowledge.errors import DocumentError
from peers.site import Site
from services.pages.address_guard import AddressGuard, GuardedResolver, Reach, host_address
from services.pages.page_fetch import fetch_page

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    ("host", "refused_by"),
    [
        ("127.0.0.1", ["public"]),
        ("0x7f.1", ["public"]),
        ("::1", ["public"]),
        ("10.0.0.5", ["public"]),
        ("172.16.9.9", ["public"]),
        ("192.168.1.1", ["public"]),
        ("100.64.0.1", ["public"]),
        ("fd00::1", ["public"]),
        ("::ffff:10.0.0.5", ["public"]),
        ("64:ff9b::a00:5", ["public"]),
        ("2002:a00:5::1", ["public"]),
        ("::7f00:1", ["public"]),
        ("240.0.0.1", ["public"]),
        ("169.254.169.254", ["public", "any"]),
        ("2852039166", ["public", "any"]),
        ("64:ff9b::a9fe:a9fe", ["public", "any"]),
        ("64:ff9b:1::a9fe:a9fe", ["public", "any"]),
        ("fec0::1", ["public"]),
        ("168.63.129.16", ["public", "any"]),
        ("2822734096", ["public", "any"]),
        ("100.100.100.200", ["public", "any"]),
        ("192.0.0.192", ["public", "any"]),
        ("fd00:ec2::254", ["public", "any"]),
        ("fd20:ce::254", ["public", "any"]),
        ("fe80::1", ["public", "any"]),
        ("224.0.0.1", ["public", "any"]),
        ("::", ["public", "any"]),
        (PUBLIC, []),
        ("2606:2800:220:1:248:1893:25c8:1946", []),
        ("64:ff9b::5db8:d822", []),
    ],
)
def test_an_address_is_refused_by_where_it_is(host: str, refused_by: list[Reach]) -> None:
    """Private ones where only public hosts may be asked; link-local ones always."""
    address = host_address(host)
    assert address
    reaches: list[Reach] = ["public", "any"]
    assert [one for one in reaches if AddressGuard("x", one).refuses(address)] == refused_by


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "①②⑦.⓪.⓪.①", "Localhost"])
async def test_a_page_of_this_machine_is_not_asked_for(host: str) -> None:
    """However it is written, as it is the address that is connected to which counts."""
    async with Site({"/a": b"<p>Secret.</p>"}) as site:
        address = f"{site.url}/a".replace("127.0.0.1", host)
        with pytest.raises(
            DocumentError, match=r"is no public address; .*KNOWLEDGE_PAGES=any"
        ) as error:
            await fetch_page(address, "public")
        assert error.value.code is ErrorCode.PAGE_NOT_ALLOWED
        assert site.asked == []
        assert (await fetch_page(address, "any")).data == b"<p>Secret.</p>"


async def test_each_address_that_a_public_page_leads_to_is_asked_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proxy, which may be in a private network, is used; what it would be sent to is checked."""
    led = {"/in": "http://10.0.0.5/", "/name": "http://localhost/x", "/meta": "//169.254.169.254/"}
    async with Site({"/ok": b"<p>Fine.</p>"}, led | {"/on": f"http://{PUBLIC}/ok"}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        page = await fetch_page(f"http://{PUBLIC}/on", "public")
        assert (page.data, page.address) == (b"<p>Fine.</p>", f"http://{PUBLIC}/ok")
        for path in led:
            with pytest.raises(DocumentError) as error:
                await fetch_page(f"http://{PUBLIC}{path}", "public")
            assert error.value.code is ErrorCode.PAGE_NOT_ALLOWED
        assert [asked.removeprefix(f"http://{PUBLIC}") for asked in proxy.asked] == [
            *("/on", "/ok"),
            *led,
        ]


async def test_a_name_is_checked_before_a_proxy_looks_it_up() -> None:
    """One that stands for a private address is refused; one that only the proxy knows is its."""
    guard = AddressGuard("http://x/", "public")
    with pytest.raises(DocumentError, match="localhost is no public address"):
        await guard.look_up("localhost")
    await guard.look_up("nobody.invalid")


async def test_a_name_of_a_refused_address_is_refused() -> None:
    """A name may lead where its address is not allowed to."""
    resolver = GuardedResolver(AddressGuard("http://x/", "any"))
    with pytest.raises(DocumentError, match=r"169\.254\.169\.254 is no address of documents"):
        await resolver.resolve("169.254.169.254", 80)
