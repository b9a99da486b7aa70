"""Who may do what on the site: signing in, what each role opens, and what is refused to everybody else."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from argon2.profiles import RFC_9106_LOW_MEMORY
from itsdangerous import TimestampSigner
from starlette.requests import Request
from starlette.testclient import TestClient

from flows.site import accounts
from flows.site.accounts import LIMITS, Role
from flows.site.application import site
from flows.site.sessions import own_path, visitor_address
from flows.site.store import FILE, desk_folder
from tasks.model.errors import UsageError
from tests.command_line import run
from tests.site.conftest import OF_THE_PROGRAM

PASSWORD = "four words made up"
ADDRESS = "http://127.0.0.1"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation in which Writer writes, and Reviewer approves."""
    names = ("out", "published", "private", "state")
    settings = tmp_path / "settings.toml"
    settings.write_text("[folders]\n" + "".join(f"{name} = {str(tmp_path / name)!r}\n" for name in names))
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
    accounts.add("Writer", PASSWORD, frozenset({Role.READER, Role.EDITOR}), "test")
    accounts.add("Reviewer", PASSWORD, frozenset({Role.READER, Role.APPROVER}), "test")
    return tmp_path


@pytest.fixture
def browser(folder: Path) -> Iterator[TestClient]:
    with TestClient(site(), ADDRESS) as client:
        yield client


def token(client: TestClient, path: str = "/account/") -> str:
    [*_, found] = re.findall(r'name="csrf" value="([^"]+)"', client.get(path).text)
    return str(found)


def sign_in(client: TestClient, name: str = "writer", password: str = PASSWORD, onward: str = "/") -> int:
    words = {"csrf": token(client, "/sign-in"), "name": name, "password": password, "next": onward}
    return client.post("/sign-in", data=words, follow_redirects=False).status_code


@pytest.mark.parametrize(
    "path", ["/", "/quality/", "/fix-list/", "/onboarding/", "/drafts/2018-06_2018-11/report.html", "/account/"]
)
def test_nothing_is_read_before_signing_in(browser: TestClient, path: str) -> None:
    answer = browser.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={path}"


@pytest.mark.parametrize("path", ["/health", "/published/nothing", "/sign-in"])
def test_what_is_for_everyone_asks_nobody(browser: TestClient, path: str) -> None:
    assert browser.get(path, follow_redirects=False).status_code in (200, 404)


@pytest.mark.parametrize(
    ("name", "password", "status"),
    [("writer", PASSWORD, 303), ("WRITER", PASSWORD, 303), ("writer", "wrong", 403), ("nobody", PASSWORD, 403)],
)
def test_a_password_opens_its_own_account(browser: TestClient, name: str, password: str, status: int) -> None:
    assert sign_in(browser, name, password) == status
    assert browser.get("/").text.count("<h1>Editions</h1>") == (status == 303)


def test_a_password_is_as_slow_to_guess_as_the_standard_says() -> None:
    chosen = RFC_9106_LOW_MEMORY
    kept = OF_THE_PROGRAM
    assert (kept.type, kept.memory_cost, kept.time_cost) == (chosen.type, chosen.memory_cost, chosen.time_cost)


def test_attempts_are_limited_also_with_the_right_password(browser: TestClient) -> None:
    for _ in range(LIMITS["name at address"]):
        assert sign_in(browser, password="wrong") == 403
    assert sign_in(browser) == 429
    assert sign_in(browser, "reviewer") == 303


def test_a_session_begins_anew_and_ends_with_the_password(folder: Path, browser: TestClient) -> None:
    before = browser.get("/sign-in").cookies["desk"]
    sign_in(browser)
    assert browser.cookies["desk"] != before, "a session that somebody else has set is not taken over"
    with TestClient(site(), ADDRESS, cookies=dict(browser.cookies)) as copy:
        assert "<h1>Editions</h1>" in copy.get("/").text
        accounts.set_password("writer", "another of four words", "test")
        assert "<h1>Sign in</h1>" in copy.get("/").text
    assert "<h1>Sign in</h1>" in browser.get("/").text


@pytest.mark.parametrize("form", ["/sign-out", "/account/everywhere"])
def test_signing_out_ends_the_session_and_each_copy_of_it(browser: TestClient, form: str) -> None:
    sign_in(browser)
    with TestClient(site(), ADDRESS, cookies=dict(browser.cookies)) as copy, TestClient(site(), ADDRESS) as second:
        sign_in(second)
        answer = browser.post(form, data={"csrf": token(browser)}, follow_redirects=False)
        assert answer.headers["clear-site-data"] == '"cache", "storage"'
        assert "<h1>Sign in</h1>" in browser.get("/").text
        assert "<h1>Sign in</h1>" in copy.get("/").text
        assert ("<h1>Sign in</h1>" in second.get("/").text) is (form == "/account/everywhere")


@pytest.mark.parametrize("change", [
    lambda: accounts.set_roles("writer", frozenset({Role.READER}), "test"),
    lambda: accounts.set_password("writer", "another of four words", "test"),
    lambda: accounts.remove("writer", "test"),
], ids=["roles", "password", "removal"])  # fmt: skip
def test_no_session_outlives_a_change_of_the_account(browser: TestClient, change: Callable[[], None]) -> None:
    sign_in(browser)
    change()
    assert "<h1>Sign in</h1>" in browser.get("/").text


def test_a_session_ends_when_its_time_is_over(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "LASTS", -1)
    assert sign_in(browser) == 303
    assert "<h1>Sign in</h1>" in browser.get("/").text


def test_signing_in_again_ends_the_session_before(browser: TestClient) -> None:
    sign_in(browser)
    with TestClient(site(), ADDRESS, cookies=dict(browser.cookies)) as before:
        sign_in(browser, "reviewer")
        assert "<h1>Sign in</h1>" in before.get("/").text


@pytest.mark.parametrize(("address", "prefix"), [("https://desk.example", "__Host-"), ("http://127.0.0.1:4201", "")])
def test_over_tls_cookies_are_of_this_host_alone_and_browsers_stay_with_tls(
    folder: Path, address: str, prefix: str
) -> None:
    with (folder / "settings.toml").open("a") as settings:
        settings.write(f'[site]\naddress = "{address}"\n')
    with TestClient(site(["desk.example"]), address.rpartition(":")[0] if not prefix else address) as client:
        made = [*client.get("/sign-in").headers.get_list("set-cookie")]
        made += client.get("/language/ur", follow_redirects=False).headers.get_list("set-cookie")
        assert [each.partition("=")[0] for each in made] == [f"{prefix}desk", f"{prefix}language"]
        assert [("secure" in each.lower(), "path=/;" in each.lower()) for each in made] == [(bool(prefix), True)] * 2
        assert sign_in(client) == 303, "its own cookie opens it"
        for host in ("desk.example", "evil.example"):
            answer = client.get("/health", headers={"Host": host, "Origin": "http://evil.example"})
            assert answer.headers.get("strict-transport-security") == ("max-age=31536000" if prefix else None)


@pytest.mark.parametrize("password", ["password1234", "PASSWORD1234", "qwertyuiop123", "123456789012", "x" * 11])
def test_no_password_is_short_or_common(folder: Path, password: str) -> None:
    with pytest.raises(UsageError):
        accounts.set_password("writer", password, "test")
    accounts.set_password("writer", "any signs: \u06a9 \t no rule", "test")


def test_attempts_from_many_addresses_hold_nobody_off_for_good(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def attempt(address: str, password: str = "wrong") -> object:
        return accounts.signed_in("writer", password, address)

    monkeypatch.setitem(LIMITS, "name", 5)
    attempt("office", PASSWORD)
    for number in range(9):
        with suppress(UsageError):
            assert attempt(f"10.0.0.{number}") is None
    assert attempt("office", PASSWORD), "where they signed in before they still can"
    with pytest.raises(UsageError):
        attempt("a new place", PASSWORD)
    accounts.set_password("writer", PASSWORD, "test")
    assert attempt("a new place", PASSWORD), "the data officer lets them in"


def test_what_is_refused_prolongs_no_refusal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 1e9
    monkeypatch.setattr(accounts.time, "time", lambda: clock)
    for _ in range(LIMITS["name at address"]):
        accounts.signed_in("writer", "wrong", "here")
    clock += accounts.WINDOW - 1
    with pytest.raises(UsageError):
        accounts.signed_in("writer", PASSWORD, "here")
    clock += 2
    assert accounts.signed_in("writer", PASSWORD, "here")


def test_fields_of_passwords_hide_them_and_take_what_a_manager_pastes(browser: TestClient) -> None:
    page = browser.get("/sign-in").text
    sign_in(browser)
    page += browser.get("/account/").text
    fields = re.findall(r"<input[^>]*autocomplete=\"(?:current|new)-password\"[^>]*>", page)
    assert (len(fields), page.count('type="password"')) == (3, 3)
    assert "<script" not in page and "onpaste" not in page and "hint" not in page


@pytest.mark.parametrize("key", ["the installation's", "another"])
def test_no_cookie_is_taken_that_is_signed_in_another_way(browser: TestClient, key: str) -> None:
    sign_in(browser)
    words, _, _ = browser.cookies["desk"].partition(".")
    forged = TimestampSigner(accounts.secret() if key != "another" else key).sign(words).decode()
    assert forged != browser.cookies["desk"]
    with TestClient(site(), ADDRESS, cookies={"desk": forged}) as other:
        assert "<h1>Sign in</h1>" in other.get("/").text
    assert "<h1>Editions</h1>" in browser.get("/").text


def test_one_changes_ones_own_password_by_the_present_one(browser: TestClient) -> None:
    sign_in(browser)
    for present, status in (("wrong", 403), (PASSWORD, 200)):
        words = {"csrf": token(browser), "present": present, "password": "another of four words"}
        assert browser.post("/account/password", data=words).status_code == status
    assert sign_in(browser) == 403
    assert sign_in(browser, password="another of four words") == 303


@pytest.mark.parametrize("given", ["", "forged"])
def test_a_form_without_the_token_of_the_session_is_refused(browser: TestClient, given: str) -> None:
    sign_in(browser)
    assert browser.post("/account/everywhere", data={"csrf": given}).status_code == 403
    assert "<h1>Editions</h1>" in browser.get("/").text


def test_the_log_is_for_approvers_and_says_who_did_what(browser: TestClient) -> None:
    sign_in(browser, password="wrong")
    sign_in(browser)
    assert browser.get("/log/").status_code == 403
    sign_in(browser, "reviewer")
    page = browser.get("/log/").text
    assert [did for did in ("added account", "failed to sign in", "signed in") if did not in page] == []


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/quality/", "/quality/"),
        *(
            (wrong, "/")
            for wrong in ("//evil.org", "https://evil.org", "/\\evil.org", "\\\\evil.org", "evil", "/\t/evil.org")
        ),
    ],
)
def test_signing_in_leads_to_this_site_alone(address: str, path: str) -> None:
    assert own_path(address) == path


@pytest.mark.parametrize("trusted", ["", "X-User"])
def test_a_header_names_somebody_only_where_the_settings_trust_it(folder: Path, trusted: str) -> None:
    with (folder / "settings.toml").open("a") as settings:
        settings.write(f'[site]\nuser_header = "{trusted}"\n')
    with TestClient(site(), ADDRESS, client=("127.0.0.1", 5)) as here:
        assert ("<h1>Editions</h1>" in here.get("/", headers={"X-User": "writer"}).text) is bool(trusted)
        assert "<h1>Sign in</h1>" in here.get("/", headers={"X-User": "nobody"}).text
    with TestClient(site(), ADDRESS, client=("10.0.0.9", 5)) as elsewhere:
        for forged in (
            {},
            {"X-Forwarded-For": "127.0.0.1"},
            {"X-Real-IP": "127.0.0.1"},
            {"Forwarded": "for=127.0.0.1"},
        ):
            assert "<h1>Sign in</h1>" in elsewhere.get("/", headers={"X-User": "writer", **forged}).text


@pytest.mark.parametrize(("client", "said", "address"), [
    ("127.0.0.1", [], "127.0.0.1"),
    ("127.0.0.1", ["203.0.113.5"], "203.0.113.5"),
    ("127.0.0.1", ["127.0.0.1, 203.0.113.5"], "203.0.113.5"),
    ("127.0.0.1", ["127.0.0.1", "203.0.113.5"], "203.0.113.5"),
    ("10.0.0.9", ["127.0.0.1"], "10.0.0.9"),
])  # fmt: skip
def test_whoever_is_behind_the_proxy_is_told_by_what_the_proxy_added_last(
    client: str, said: list[str], address: str
) -> None:
    headers = [(b"x-forwarded-for", each.encode()) for each in said]
    assert visitor_address(Request({"type": "http", "headers": headers, "client": (client, 5)})) == address


def test_nobody_behind_the_proxy_is_taken_for_somebody_at_this_machine(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk_folder() / FILE).unlink()
    monkeypatch.setattr("flows.site.sessions.is_configured", lambda: False)
    with TestClient(site(), ADDRESS, client=("127.0.0.1", 5)) as opened:
        assert "<h1>Sign in</h1>" in opened.get("/", headers={"X-Forwarded-For": "203.0.113.5"}).text


def test_the_first_account_signs_in_without_a_restart(folder: Path) -> None:
    (desk_folder() / FILE).unlink()
    (desk_folder()).rmdir()
    with TestClient(site(), ADDRESS) as opened:
        assert "<h1>Editions</h1>" in opened.get("/").text
        accounts.add("Colleague", PASSWORD, frozenset({Role.READER}), "test")
        assert "<h1>Sign in</h1>" in opened.get("/").text
        assert sign_in(opened, "colleague") == 303
        assert "<h1>Editions</h1>" in opened.get("/").text


@pytest.mark.parametrize(("configured", "client", "seen"), [
    (False, "127.0.0.1", "A trial on this machine"),
    (False, "10.0.0.9", "<h1>Sign in</h1>"),
    (True, "10.0.0.9", "<h1>Editions</h1>"),
])  # fmt: skip
def test_without_accounts_it_is_a_trial_on_this_machine_or_read_as_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch, configured: bool, client: str, seen: str
) -> None:
    (desk_folder() / FILE).unlink()
    monkeypatch.setattr("flows.site.sessions.is_configured", lambda: configured)
    with TestClient(site(), ADDRESS, client=(client, 5)) as opened:
        page = opened.get("/").text
    assert seen in page
    assert ("A trial" in page) is (seen.startswith("A trial"))


def test_a_store_that_is_broken_lets_nobody_in(folder: Path, browser: TestClient) -> None:
    (desk_folder() / FILE).write_bytes(b"no database" * 100)
    assert "<h1>Sign in</h1>" in browser.get("/").text


def test_accounts_are_kept_by_the_command_line(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    def typed(*words: str, password: str = PASSWORD) -> object:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return run(capfd, "user", *words)

    assert typed("add", "Translator", "--role", "translator").says("Translator can sign in now.")
    assert typed("add", "translator").says("There is an account of this name.")
    assert typed("add", "Colleague", password="short").says("A password has 12 to 200 characters.")
    assert typed("list").says("Translator: reader, translator")
    assert typed("role", "Translator", "--role", "editor").says("other roles now: editor, reader")
    assert typed("password", "Translator", password="another of four words").says("is changed")
    assert typed("remove", "Translator").says("Translator is removed.")
    assert typed("remove", "Translator").says("There is no account of this name.")
    kept = desk_folder() / FILE
    assert [path for path in (kept, kept.parent, kept.parent.parent) if path.stat().st_mode & 0o077] == []
    with sqlite3.connect(kept) as connection:
        hashes = [row[0] for row in connection.execute("SELECT hash FROM account")]
    assert all(each.startswith("$argon2id$") for each in hashes)
