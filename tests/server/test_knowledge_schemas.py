"""Knowledge schemas: whom a request names, and of what kind a document is."""

import pytest

from knowledge.document import Audience
from server.schemas.knowledge_schemas import audience_of, kind_of


def test_an_audience_is_names_with_commas() -> None:
    """Each name once, without what is empty; none is for everybody."""
    assert audience_of(" sales,,renewal, sales ", " vip ") == Audience(("sales", "renewal"), "vip")
    assert audience_of("", " ") == Audience()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("prices.MD", "md"),
        ("/docs/plans # 100%?.md", "md"),
        ("https://a.example/x.pdf?v=1#p2", "pdf"),
        ("/docs/v1.2/handbook.pdf", "pdf"),
        ("https://northlane.example/plans", "html"),
        ("https://northlane.example", "html"),
        ("https://northlane.example/faq.csv?v=2", "csv"),
    ],
)
def test_the_kind_of_a_document(address: str, kind: str) -> None:
    """By the end of its name; what has none is a page."""
    assert kind_of(address) == kind
