"""Page's furniture: what a page says of itself and of the site, and nobody asks for.

| what | known by |
|---|---|
| a banner on cookies | the name of its element, or of the vendor's, and what it says |
| a way back (`Home › Desks`), a link that skips, buttons to share | its name |
| a menu, a list of related pages | its name, and that it is nothing but links and headings |
| a table of contents | that it is nothing but links to places of the page itself |
| who wrote a page, its attachments, votes on it | names of Confluence, Notion, Zendesk, Intercom |
| comments in a document of Google | the names that it gives |

A restaurant's menu has text, and a bakery's cookies are not accepted: they stay.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.html.element import HEADED, OF_THE_PAGE, around, by_id, class_names

_CONSENT = re.compile(
    r"onetrust|cookiebot|didomi|usercentrics|axeptio|tarteaucitron|klaro|iubenda|cookieyes|cky-con"
    r"|cmplz|borlabs|cookie-?law|cookieconsent|cc-(?:window|banner)|qc-cmp|cookiescript|osano"
    r"|(?:cookies?|consent|gdpr|rgpd)[\w-]{0,40}(?:banner|bar|notice|pop-?up|modal|overlay|layer|wall"
    r"|message|info|alert|toast|box|bandeau|aviso)"
    r"|(?:banner|bar|notice|pop-?up|modal|bandeau|aviso)[\w-]{0,40}(?:cookies?|consent|gdpr|rgpd)",
    re.IGNORECASE,
)
_OF_COOKIES = re.compile(r"cookie|traceur|galleta", re.IGNORECASE)
_ASKS_FOR_CONSENT = re.compile(
    r"accept|agree|consent|privacy|website|browser|our site|accepter|refus|navigation|audience"
    r"|aceptar|rechaz|navegaci|confidential|sitio|experience|expérience|experiencia",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 4_000
_OF_THE_WIKI = (
    ".page-metadata, .toc-macro, #attachments, .greybox, tr.property-row-person,"
    " tr.property-row-created_time, tr.property-row-created_by, tr.property-row-last_edited_time,"
    " tr.property-row-last_edited_by, .article-votes, .article-more-questions, .article-comments,"
    " .article-author, .intercom-reaction-picker"
)
_WAY = re.compile(
    r"bread-?crumbs?|fil-d-?ariane|ariane|migas?(?:-de-pan)?|skip-?(?:link|nav|to)[\w-]*"
    r"|(?:social|share|article)-?(?:share|links?|buttons?|bar|icons?)|share|addtoany\S*|sharedaddy|pagination|pager",
    re.IGNORECASE,
)
_MENU = re.compile(
    r"(?:[\w-]{0,60}[_-])?(?:nav|navbar|navigation|menu|menubar|submenu|topbar|toc|sidebar)(?:[_-][\w-]{0,60})?"
    r"|table[_-]of[_-]contents|related(?:[_-][\w-]{0,60})?|recent-(?:articles|posts)|see-also|share",
    re.IGNORECASE,
)
_FEWEST_LINKS = 2
_SAYS_NOTHING = re.compile(
    r"[\W_]*|(?:©|\(c\)|copyright\b)[\s©(c)]*(?:[\w&. -]{1,40} )?\d{4}\b.{0,100}", re.IGNORECASE
)


def says_nothing(line: str) -> bool:
    """Whether a line is signs without a word, or says whose the page is."""
    return _SAYS_NOTHING.fullmatch(line) is not None


def hide_furniture(tree: LexborHTMLParser) -> None:
    """Mark the elements of a page that are to be left out as `hidden`."""
    for node in _furniture(tree):
        node.attrs["hidden"] = ""


def _furniture(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    yield from tree.css(_OF_THE_WIKI)
    yield from _remarks(tree)
    for node in tree.css("body [id], body [class]"):
        if not node.css_matches(OF_THE_PAGE) and _is_furniture(node):
            yield node
    ids = by_id(tree)
    for node in tree.css("ul, ol"):
        links = _only_links(node)
        if len(links) >= _FEWEST_LINKS and all(_place(one) in ids for one in links):
            yield node


def _is_furniture(node: LexborNode) -> bool:
    names = [node.attributes.get("id") or "", *class_names(node)]
    if any(_CONSENT.search(name) for name in names):
        text = node.text()
        asks = _OF_COOKIES.search(text) and _ASKS_FOR_CONSENT.search(text)
        return bool(asks) and len(text) < _LONGEST_NOTICE and _holds_no_page(node)
    if any(_WAY.fullmatch(name) for name in names):
        return _holds_no_page(node)
    return (
        any(_MENU.fullmatch(name) for name in names)
        and len(_only_links(node, HEADED)) >= _FEWEST_LINKS
    )


def _holds_no_page(node: LexborNode) -> bool:
    return node.css_first(OF_THE_PAGE) is None


def _only_links(node: LexborNode, besides: str = "") -> list[LexborNode]:
    """The links of an element that consists of nothing else; none, if it has other words."""
    links = node.css("a[href]")
    others = node.css(besides) if besides else []
    told = sum(map(_letters, links)) + sum(_letters(one) for one in others if not one.css("a"))
    return links if told == _letters(node) else []


def _letters(node: LexborNode) -> int:
    return len("".join(node.text().split()))


def _remarks(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """What people remarked on a document, and the marks of it."""
    for link in tree.css('a[id^="cmnt"]'):
        is_mark = (link.attributes.get("id") or "").startswith("cmnt_ref")
        note = next((one for one in around(link) if one.tag == "div"), None)
        if is_mark or note is not None:
            yield link if is_mark or note is None else note


def _place(link: LexborNode) -> str | None:
    target = link.attributes.get("href") or ""
    return target[1:] if target.startswith("#") else None
