"""The menu of all pages, in the reader's language and by what a role opens."""

import re
from collections.abc import Callable

import pytest

from hub.web import menu, wordbook
from tests.hub.web.conftest import Visitor

NAV = re.compile(r'<nav class="menu".*?</nav>', re.DOTALL)


def links(visitor: Visitor, path: str) -> list[str]:
    """Where the menu of a page leads; the page that is open in brackets."""
    nav = NAV.search(visitor.http.get(path, follow_redirects=True).text)
    assert nav is not None, path
    found = re.findall(r'href="([^"]+)"( aria-current="page")?', nav[0])
    return [f"({path})" if here else path for path, here in found]


def test_every_page_of_the_menu_is_there_and_says_where_one_is(
    colleague: Visitor,
) -> None:
    first = ["/floor", "/told", "/human", "/owner", "/alerting"]
    for group in menu.GROUPS:
        within = [page.path for page in group.pages] if group.name else []
        for page in group.pages:
            marked = [f"({p})" if p == page.path else p for p in within]
            alone = [f"({p})" if p == page.path else p for p in first]
            expected = [*(first if within else alone), "/you", *marked]
            assert links(colleague, page.path) == expected


@pytest.mark.parametrize(
    ("role", "ways"),
    [
        ("staff", ["(/floor)", "/told", "/you"]),
        ("lead", ["(/floor)", "/told", "/human", "/you"]),
    ],
)
def test_a_role_sees_only_what_it_may_open(
    as_role: Callable[[str], Visitor], role: str, ways: list[str]
) -> None:
    assert links(as_role(role), "/floor") == ways


@pytest.mark.parametrize("language", wordbook.LANGUAGES)
def test_menu_and_sign_in_speak_each_language(
    stranger: Visitor, colleague: Visitor, language: str
) -> None:
    words = menu.words(language)
    assert words.keys() == menu.words("en").keys() and all(words.values())
    for visitor in (stranger, colleague):
        visitor.http.set_cookie(wordbook.COOKIE, language)
    assert f'<button type="submit">{words["signin"]}<' in stranger.opens("/signin").text
    wrong = stranger.signs_in("not this one at all")
    assert wrong.status_code == 401 and words["no_fit"] in wrong.text
    page = colleague.opens("/alerting").text
    assert words["shop"] in page and words["sign_out"] in page
