"""The frame of a page of a site: assets beside it, links between pages, the same policy."""

from __future__ import annotations

from tests.reports.pages.made import Tree, text_of
from tracker.reports.pages.markup import element
from tracker.reports.pages.shell import NavLink, Page, written
from tracker.reports.pages.titles import sentence_case


def test_pages_of_a_site_share_their_assets() -> None:
    nav = [NavLink(text="Now", href="../"), NavLink(text="Weeks & days", href="../weeks.html", here=True)]
    tree = Tree(written(Page(title="A <week>", main=element("h1", "x"), nav=nav, home="../", root="../")))
    assert [one.get("href") for one in tree.all("link") if one.get("rel") == "stylesheet"] == ["../style.css"]
    assert [one.get("src") for one in tree.all("script")] == ["../page.js"]
    assert not tree.all("style")
    (policy,) = [one.get("content") for one in tree.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert "style-src 'self'; script-src 'self'; img-src 'self' data:" in policy
    assert [one.get("aria-current") for one in tree.all("nav")[0].iter("a")] == [None, "page"]
    assert text_of(tree.all("title")[0]) == "A <week>"
    assert tree.all("a", class_="skip")[0].get("href") == "#main"
    assert tree.all("main")[0].get("id") == "main"


def test_titles_are_sentences() -> None:
    assert sentence_case("SECOND CUT-OFF, MOEX") == "Second cut-off, MOEX"
    assert sentence_case("CAN WE LINK THEM?") == "Can we link them?"
    assert sentence_case("Mixed ECB") == "Mixed ECB"
