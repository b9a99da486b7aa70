"""Requests of somebody who means harm, as tables: each gets the right status and a plain page, and none gets through.

Texts that mean harm, and forged sessions, are in test_hostile.py; many attempts to sign in in test_sessions.py.
"""

import re
from collections.abc import Iterator

import anyio
import httpx
import pytest
from starlette.routing import Route
from starlette.types import Message

from flows.site import sessions
from flows.site.application import application, site
from flows.site.store import FILE
from tasks.model.manifest import MANIFEST, digest
from tests.site.conftest import EDITION, Installation, Person
from tests.site.test_roles import PLACES, ROWS, address_of

DESK = f"/desk/{EDITION}"
ABOUT = f"{DESK}/write/en/about-us"
SECRET = "secret of the private folder"
SCRIPT, TEMPLATE, LINK = "<script>alert(1)</script>", "{{ 191 * 7 }}", "javascript:alert(1)"
FORGED = "This form is not one of your session"
ELSEWHERE = "The request comes from another page."
ALL = {(method, path) for method, path, _ in ROWS}
FORMS = sorted(path for method, path in ALL if method == "POST")
PAGES = sorted(path for method, path in ALL if method == "GET")


@pytest.fixture(scope="module")
def people(installation: Installation) -> dict[str, Person]:
    (installation.folder / "private").mkdir(exist_ok=True)
    (installation.folder / "private" / "secret.txt").write_text(SECRET)
    return {name: installation.sign_in(name) for name in ("Writer", "Colleague", "Reviewer")}


@pytest.fixture(autouse=True)
def unharmed(installation: Installation) -> Iterator[None]:
    """Whatever was sent, no text has changed, nothing was approved, and the site goes on."""
    before = {file: file.read_bytes() for file in installation.text("").rglob("*.*")}
    published = sorted((installation.folder / "published").rglob("*"))
    yield
    assert httpx.get(f"{installation.site}/health").status_code == 200
    assert {file: file.read_bytes() for file in installation.text("").rglob("*.*")} == before
    assert sorted((installation.folder / "published").rglob("*")) == published


def assert_plain(answer: httpx.Response, installation: Installation) -> None:
    """Demand a page of the site, or a line of text, that tells nothing of the machine and runs nothing."""
    kind = answer.headers.get("content-type", "")
    assert kind in ("text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json") or not answer.content
    told = ("Traceback", "site-packages", ".py", str(installation.folder), SECRET, SCRIPT, str(191 * 7), f'"{LINK}')
    assert [each for each in told if each in answer.text] == []
    policy = answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(("token", "headers", "words"), [
    ("", {}, FORGED),
    ("guessed", {}, FORGED),
    ("of a colleague", {}, FORGED),
    ("own", {"Origin": "https://evil.example"}, ELSEWHERE),
    ("own", {"Origin": "null"}, ELSEWHERE),
])  # fmt: skip
def test_no_form_of_another_page_is_taken(
    installation: Installation, people: dict[str, Person], path: str, token: str, headers: dict[str, str], words: str
) -> None:
    person = people["Reviewer"]
    known = {"own": person.token, "of a colleague": people["Colleague"].token}
    sent = {"csrf": known[token]() if token in known else token}
    answer = person.client.post(address_of(path), data=sent, headers=headers)
    assert (answer.status_code, words in answer.text) == (403, True)
    assert_plain(answer, installation)


@pytest.mark.parametrize(("host", "status"), [
    ("evil.example", 400), ("127.0.0.1.evil.example", 400), ("localhost.evil.example", 400), ("", 400),
    ("169.254.169.254", 400), ("evil.example@127.0.0.1", 400), ("0.0.0.0", 400), ("127.0.0.1", 303),
])  # fmt: skip
def test_no_name_is_answered_that_was_bound_anew(installation: Installation, host: str, status: int) -> None:
    answer = httpx.get(f"{installation.site}/", headers={"Host": host, "X-Forwarded-Host": "evil.example"})
    assert answer.status_code == status
    assert "evil.example" not in answer.headers.get("location", "") + answer.text
    assert_plain(answer, installation)


CLIMBING = ("..%2f..%2fprivate%2fsecret.txt", "%2e%2e", "%252e%252e%252fprivate", "..%5c..%5cprivate", "a%00b")
IN_ADDRESSES = [
    (path, name) for path in PAGES for name in re.findall(r"{([^}]+)}", path)
    if name != "number:int" and path != "/drafts/{edition}"
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), IN_ADDRESSES)
def test_no_part_of_an_address_leads_elsewhere(
    installation: Installation, people: dict[str, Person], path: str, name: str
) -> None:
    for climbing in CLIMBING:
        address = address_of(path.replace(f"{{{name}}}", climbing))
        answer = people["Reviewer"].get(address)
        is_language = path == "/language/{code}" and answer.headers.get("location") == "/"
        assert answer.status_code == (303 if is_language else 404), address
        assert "set-cookie" not in answer.headers
        assert_plain(answer, installation)


@pytest.mark.parametrize("path", [
    "/.git/config", "/published/../.git/config", "/drafts/../private/secret.txt", f"/published/{FILE}", "//etc/passwd",
    f"/drafts/{EDITION}/../../private/secret.txt", f"/drafts/{EDITION}/.env", f"/fix-list/../{FILE}", "/desk.js.map",
    f"{DESK}/history/en/about-us/../../../secret.txt", f"{DESK}/run/1",
    f"{DESK}/run/{'a' * 400}", "/" + "a/" * 2000,
])  # fmt: skip
def test_no_address_that_is_guessed_is_there(installation: Installation, people: dict[str, Person], path: str) -> None:
    answer = people["Reviewer"].get(path)
    assert answer.status_code == 404
    assert_plain(answer, installation)


QUESTIONS = {
    "an earlier version": (f"{DESK}/history/en/about-us", "version", 200),
    "a line that was saved": (f"{DESK}/lines/en", "saved", 200),
    "a window": (f"{DESK}/figures/en/gender", "window", 200),
    "a key": (f"{DESK}/figures/en/gender", "key", 200),
    "where to go on": ("/sign-in", "next", 200),
    "where to go on in a language": ("/language/en", "next", 303),
    "columns saved": ("/onboarding/", "saved", 200),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("harm", [SCRIPT, TEMPLATE, LINK, "' OR 1=1 --", "../../private/secret.txt", "\r\nX-Harm: 1"])
def test_no_question_of_an_address_does_harm(
    installation: Installation, people: dict[str, Person], question: str, harm: str
) -> None:
    path, name, status = QUESTIONS[question]
    answer = people["Reviewer"].client.get(path, params={name: harm})
    assert (answer.status_code, "x-harm" in answer.headers) == (status, False)
    assert answer.headers.get("location", "/") == "/"
    assert_plain(answer, installation)


@pytest.mark.parametrize("onward", [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "evil.example", "/\t/evil.example",
    LINK, "///evil.example", "http:evil.example", "data:text/html,x",
])  # fmt: skip
def test_nothing_leads_to_another_site(installation: Installation, people: dict[str, Person], onward: str) -> None:
    answer = people["Reviewer"].client.get("/language/en", params={"next": onward})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    person = Person(httpx.Client(base_url=installation.site), "Reader")
    assert 'name="next" value="/"' in person.client.get("/sign-in", params={"next": onward}).text


FIELDS = {
    "a comment": ("Reviewer", f"{DESK}/comment/en/about-us", {"text": "{} " + "x" * 2000}, 422),
    "a text": ("Writer", ABOUT, {"text": "{}\0", "token": "none"}, 422),
    "a text for another": ("Reviewer", ABOUT, {"text": "{}", "token": "none"}, 403),
    "why": ("Writer", ABOUT, {"why": "{}", "text": "\0", "token": "none"}, 422),
    "the token of a text": ("Writer", ABOUT, {"text": "x", "token": "{}"}, 409),
    "a version": ("Writer", f"{DESK}/history/en/about-us", {"version": "{}"}, 404),
    "a line": ("Writer", f"{DESK}/lines/en", {"line": "{}", "before": "x", "text": "y"}, 422),
    "a line before": ("Writer", f"{DESK}/lines/en", {"line": "report.toml, x", "before": "{}", "text": "y"}, 422),
    "the text of a line": ("Writer", f"{DESK}/lines/en", {"line": "report.toml, x", "before": "", "text": "{}"}, 422),
    "a digest": ("Reviewer", f"{DESK}/publish", {"digest": "{}"}, 409),
    "a reason": ("Reviewer", f"{DESK}/withdraw", {"revision": "1", "reason": "{}"}, 404),
    "a revision": ("Reviewer", f"{DESK}/withdraw", {"revision": "{}", "reason": "Two charts"}, 404),
    "a name": ("Reviewer", "/sign-in", {"name": "{}", "password": "wrong"}, 403),
    "the present password": ("Reviewer", "/account/password", {"present": "{}", "password": "four new words"}, 403),
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("harm", [SCRIPT, TEMPLATE, "'; DROP TABLE account; --"])
def test_no_field_runs_what_is_written_in_it(
    installation: Installation, people: dict[str, Person], field: str, harm: str
) -> None:
    name, path, words, status = FIELDS[field]
    answer = people[name].post(path, **{key: value.replace("{}", harm) for key, value in words.items()})
    assert answer.status_code == status
    assert_plain(answer, installation)
    if field in ("a name", "the present password"):
        assert people[name].get("/account/").status_code == 200, "a failed attempt ends no session"


@pytest.mark.parametrize("address", [LINK, "data:text/html,x", "file:///etc/passwd", "//evil.example", "https:// x"])
def test_no_source_leads_anywhere_but_to_a_page(
    installation: Installation, people: dict[str, Person], address: str
) -> None:
    page = people["Writer"].get(f"{DESK}/lines/en").text
    form = r'name="line" value="(notes.toml, \w+, url)"><input[^>]+ value="(https://f1000[^"]+)"'
    [(line, before)] = re.findall(form, page)
    answer = people["Writer"].post(f"{DESK}/lines/en", line=line, before=before, text=address)
    assert (answer.status_code, "an address is written as" in answer.text) == (422, True)
    assert_plain(answer, installation)


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UPLOADS = ("../../private/evil.html", "evil.php", "/etc/passwd", "a\0b.md", "evil.svg", "x" * 5000)
BODIES = {
    **{f"upload {name[:24]!r}": ({"files": {"text": (name, b"x")}}, 400) for name in UPLOADS},
    "a body of two megabytes": ({"data": {"text": "x" * 2_000_000}}, 413),
    "a thousand fields": ({"data": {f"field{n}": "x" for n in range(1000)}}, 400),
    "a thousand parts": ({"files": [(f"part{n}", (None, "x")) for n in range(1000)]}, 400),
    "parts without a boundary": ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
    "JSON": ({"json": {"text": "x", "csrf": "x"}}, 403),
    "no form": ({"content": b"\xff\xfe\x00", "headers": FORM}, 403),
    "XML": ({"content": b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>", "headers": {"Content-Type": "text/xml"}}, 403),
    "a field twice": ({"content": b"csrf=a&csrf=b", "headers": FORM}, 403),
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_no_body_is_taken_that_is_no_form_of_ours(
    installation: Installation, people: dict[str, Person], body: str
) -> None:
    sent, status = BODIES[body]
    answer = people["Writer"].client.post(ABOUT, **sent)
    assert answer.status_code == status
    assert_plain(answer, installation)


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SLOWEST", 0.2)
    kind = [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/sign-in",
        "query_string": b"",
        "headers": kind,
        "scheme": "http",
    }
    answers: list[Message] = []

    async def ask() -> None:
        async def receive() -> Message:
            await anyio.sleep(0.05)
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def send(message: Message) -> None:
            answers.append(message)

        with anyio.fail_after(20):
            await site()({**scope, "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80)}, receive, send)

    anyio.run(ask)
    assert (answers[0]["status"], b"too long to arrive" in answers[1]["body"]) == (408, True)


@pytest.mark.parametrize("path", PAGES)
def test_no_browser_or_proxy_remembers_a_page(installation: Installation, people: dict[str, Person], path: str) -> None:
    for client in (people["Reviewer"].client, httpx.Client(base_url=installation.site)):
        answer = client.get(address_of(path))
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
        kind = answer.headers.get("content-type", "")
        assert "charset=utf-8" in kind or not kind.startswith(("text/", "image/svg"))


def test_no_draft_is_approved_but_the_one_that_was_looked_at(
    installation: Installation, people: dict[str, Person]
) -> None:
    folder = installation.folder / "out" / EDITION
    manifest = folder / MANIFEST
    looked_at, before = digest(folder), manifest.read_bytes()
    try:
        manifest.write_bytes(before + b"\n")
        for old in (looked_at, "0" * 64, ""):
            answer = people["Reviewer"].post(f"{DESK}/publish", digest=old)
            assert (answer.status_code, "The draft is another one by now" in answer.text) == (409, True)
            assert_plain(answer, installation)
    finally:
        manifest.write_bytes(before)


def test_of_two_who_write_one_text_neither_loses_it(installation: Installation, people: dict[str, Person]) -> None:
    text, token = people["Writer"].opened(ABOUT)
    try:
        assert people["Colleague"].save(ABOUT, f"{text}\nTheirs.\n", token).status_code == 303
        answer = people["Writer"].save(ABOUT, f"Mine.\n\n{text}", token)
        assert answer.status_code == 409
        assert "Colleague saved this text on" in answer.text
        assert_plain(answer, installation)
        assert "Mine." not in installation.text("en/standing/about_us.md").read_text()
    finally:
        _now, token = people["Writer"].opened(ABOUT)
        assert people["Writer"].save(ABOUT, text, token).status_code == 303


def test_no_comment_is_settled_from_another_edition_or_block(
    installation: Installation, people: dict[str, Person]
) -> None:
    about = f"{DESK}/comment/en/about-us"
    assert people["Reviewer"].post(about, text=f"{SCRIPT} {TEMPLATE}").status_code == 303
    page = people["Writer"].get(ABOUT)
    assert_plain(page, installation)
    [number] = re.findall(r'name="id" value="(\d+)"', page.text)
    for wrong in (f"{DESK}/resolve/en/services", "/desk/2011-01_2011-06/resolve/en/about-us"):
        people["Writer"].post(wrong, id=number)
        assert f'name="id" value="{number}"' in people["Writer"].get(ABOUT).text
    assert people["Writer"].post(f"{DESK}/resolve/en/about-us", id=number).status_code == 303


def test_every_route_is_a_page_or_a_form() -> None:
    assert all(isinstance(route, Route) for route in application().routes), "nothing is mounted that no table lists"
    assert set(PLACES) >= {name for path in PAGES for name in re.findall(r"{([^}]+)}", path)} - {"edition"}
