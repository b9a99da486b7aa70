"""What somebody might send who means harm, as tables: none reads a file, runs, stays, or stops the site."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest
from itsdangerous import TimestampSigner

from flows.site.accounts import NAME
from tests.site.conftest import EDITION, Installation, Person

DESK = f"/desk/{EDITION}"
ABOUT = f"{DESK}/write/en/about-us"
SECRET = "secret of the private folder"


class Elements(HTMLParser):
    """The elements of a page that do something, and the attributes that lead somewhere or do."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.harm: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.harm += [tag] if tag in ("script", "iframe", "img", "object", "b", "base", "form") else []
        self.harm += [name for name, value in attrs if name.startswith("on") or name in ("src", "srcdoc")]
        self.harm += [
            str(v) for name, v in attrs if name == "href" and not re.match("https?:|#|mailto:|data:text/csv", v or "")
        ]


@pytest.fixture(scope="module")
def site(installation: Installation) -> Installation:
    for folder in ("private", "state"):
        (installation.folder / folder).mkdir(exist_ok=True)
        (installation.folder / folder / "secret.txt").write_text(SECRET)
    return installation


@pytest.fixture(autouse=True)
def unharmed(site: Installation) -> Iterator[None]:
    """Whatever was sent, no text has changed and the site goes on."""
    before = {file: file.read_bytes() for file in site.text("").rglob("*.*")}
    yield
    assert httpx.get(f"{site.site}/health").status_code == 200
    assert {file: file.read_bytes() for file in site.text("").rglob("*.*")} == before


@pytest.fixture(scope="module")
def writer(site: Installation) -> Person:
    return site.sign_in()


MARKDOWN = ("[click](javascript:alert(1))", "![picture](file:///etc/passwd)")
"""Not marked: Markdown makes no link of these, and they are printed as they were typed."""


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ count.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ count.__self__._lookup }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}{{ os }}",
        "{% set x = 'a' * 1000000000 %}{{ x }}",
        "{% for a in ranked('city', 9) %}{% for b in ranked('city', 9) %}x{% endfor %}{% endfor %}",
        "{{ '%1000000000d' | format(1) }}",
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        *MARKDOWN,
        "\ue0010\ue002<b>bold</b>\ue003",
        "> " * 5000,
        "[" * 20_000,
        "| a " * 3000,
    ],
)
def test_a_text_that_means_harm_is_marked_and_does_none(writer: Person, text: str) -> None:
    found = writer.post(f"{DESK}/preview/en/about-us", text=text).json()
    assert Elements(found["html"]).harm == []
    assert "root:x" not in found["html"]
    assert found["marks"] or text in MARKDOWN, "whoever wrote it is told"


@pytest.mark.parametrize(
    "path",
    [
        "/desk/../private/secret.txt",
        "/desk/%2e%2e/",
        "/desk/..%2f..%2fprivate%2fsecret.txt",
        f"{DESK}/write/..%2f..%2f..%2fprivate/secret.txt",
        f"{DESK}/write/en/..%2f..%2f..%2fprivate%2fsecret",
        f"{DESK}/frame/..%2f..%2fprivate",
        f"{DESK}/figures/en/..%2f..%2fprivate%2fsecret.txt",
        f"{DESK}/history/en/about-us?version=../../private/secret.txt",
        f"{DESK}/lines/..%2f..%2fprivate",
        f"{DESK}/lines/en?saved=../../private/secret.txt",
        f"{DESK}/run/..%2f..%2fhealth",
        "/desk.js/../desk.sqlite",
        "/desk/2016-12_2018-11%00/",
    ],
)
def test_no_address_leads_out_of_the_desk(writer: Person, path: str) -> None:
    answer = writer.get(path)
    assert answer.status_code in (200, 303, 307, 400, 404)
    assert SECRET not in answer.text


FORGED = TimestampSigner("guessed").sign(b"eyJuYW1lIjogIkJpbGFsIn0=").decode()


@pytest.mark.parametrize(
    ("sent", "headers", "status"),
    [
        ({}, {}, 403),
        ({"csrf": "guessed"}, {}, 403),
        ({"csrf": "of Colleague"}, {}, 403),
        ({"csrf": "own"}, {"Origin": "http://evil.example"}, 403),
        ({"csrf": "own"}, {"Origin": "null"}, 403),
        ({"csrf": "own"}, {"Host": "evil.example"}, 400),
        ({"csrf": "own"}, {"Cookie": f"desk={FORGED}"}, 403),
        ({"csrf": "own"}, {"Cookie": "desk=garbage"}, 403),
        ({"csrf": "own", "text": "x" * 2_000_000}, {}, 413),
        ({"csrf": "own", **{f"field{n}": "x" for n in range(2000)}}, {}, 400),
        ({"csrf": "own", "text": "x" * 200_000}, {}, 422),
    ],
)
def test_no_form_is_taken_that_is_forged_or_too_large(
    site: Installation, writer: Person, sent: dict[str, str], headers: dict[str, str], status: int
) -> None:
    _, token = writer.opened(ABOUT)
    csrf = {"own": writer.token(), "of Colleague": site.sign_in("Colleague").token()}.get(
        sent.get("csrf", ""), sent.get("csrf", "")
    )
    answer = writer.client.post(ABOUT, data={"text": "x", "token": token, **sent, "csrf": csrf}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-User": "Reviewer"},
        {"X-Remote-User": "Reviewer"},
        {"X-Original-URL": "/log/"},
        {"Authorization": "Basic QmlsYWw6"},
    ],
)
def test_no_header_says_who_somebody_is(site: Installation, headers: dict[str, str]) -> None:
    assert httpx.get(f"{site.site}/log/", headers=headers).status_code == 303


@pytest.mark.parametrize("name", ["<script>", "a\nb", "../x", "x" * 61, "", " a", "a\u202eb"])
def test_no_such_name_is_given_to_anybody(name: str) -> None:
    assert not NAME.fullmatch(name)


def test_html_in_comments_and_searches_stays_words(site: Installation, writer: Person) -> None:
    assert writer.post(f"{DESK}/comment/en/roadmap", text="<script>alert(1)</script>").status_code == 303
    page = writer.get(f"{DESK}/write/en/roadmap").text
    assert "&lt;script&gt;alert(1)" in page
    [number] = [part.partition('"')[0] for part in page.split('name="id" value="')[1:]]
    assert writer.post(f"{DESK}/comment/en/roadmap", text="x" * 2001).status_code == 422
    assert writer.post(f"{DESK}/resolve/en/roadmap", id=number).status_code == 303
    assert "<script>" not in httpx.get(f"{site.site}/sign-in?next=<script>").text


def test_a_body_without_a_length_is_cut_off(writer: Person) -> None:
    def endless() -> Iterator[bytes]:
        yield b"csrf=x&text="
        for _ in range(64):
            yield b"x" * 65536

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        status = writer.client.post(ABOUT, content=endless(), headers=kind).status_code
    except httpx.HTTPError:
        status = 413  # the connection was closed before all was sent
    assert status == 413
