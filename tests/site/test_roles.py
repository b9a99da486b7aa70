"""Who may do what: each route of the site, by each method, as nobody and in each role, for an edition and another's."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from flows.site.application import application
from tasks.model.figures import Disclosure
from tests.edition_factory import make_edition
from tests.figures_factory import few_rounded_figures
from tests.site.conftest import EDITION, Installation, Person

PEOPLE = {"N": "", "R": "Reader", "E": "Writer", "T": "Translator", "A": "Reviewer"}
"""Nobody, and somebody of each role, by the letters of the table."""
ANOTHERS, ABSENT = "2018-06_2018-11", "2011-01_2011-06"
"""A draft with exact counts, which only whoever had it made may read, in its folder; and one that is not there."""
PLACES = {
    "code": "en", "block": "about-us", "figure": "gender",
    "run": "5e0fb1a4-0000-4000-8000-000000000000", "path:path": "report.html", "name": "index.html",
}  # fmt: skip
TABLE = """
GET  /                                       RETA
GET  /health                                NRETA
GET  /drafts/{edition}/                      RETA
GET  /drafts/{edition}                       RETA
GET  /drafts/{edition}/{path:path}           RETA
GET  /published/                            NRETA
GET  /published/{edition}/                  NRETA
GET  /published/{name}                      NRETA
GET  /published/{edition}/{path:path}       NRETA
GET  /sign-in                               NRETA
POST /sign-in                               NRETA
POST /sign-out                               RETA
GET  /account/                               RETA
POST /account/password                       RETA
POST /account/everywhere                     RETA
GET  /log/                                      A
GET  /language/{code}                       NRETA
GET  /desk.js                                RETA
GET  /run.js                                 RETA
GET  /desk/{edition}/                        RETA
GET  /desk/{edition}/frame/{code}            RETA
GET  /desk/{edition}/write/{code}/{block}    RETA
POST /desk/{edition}/write/{code}/{block}     E
POST /desk/{edition}/preview/{code}/{block}  RETA
GET  /desk/{edition}/history/{code}/{block}  RETA
POST /desk/{edition}/history/{code}/{block}   E
GET  /desk/{edition}/figures/{code}          RETA
GET  /desk/{edition}/figures/{code}/{figure} RETA
POST /desk/{edition}/comment/{code}/{block}  RETA
POST /desk/{edition}/resolve/{code}/{block}  RETA
GET  /desk/{edition}/lines/{code}            RETA
POST /desk/{edition}/lines/{code}             E
GET  /desk/{edition}/make                    RETA
GET  /desk/{edition}/run/{run}               RETA
POST /desk/{edition}/make                     ETA
POST /desk/{edition}/publish                    A
POST /desk/{edition}/withdraw                   A
GET  /quality/                               RETA
GET  /fix-list/                              RETA
GET  /fix-list/fix_list.xlsx                 RETA
GET  /onboarding/                            RETA
POST /onboarding/                               A
"""
ROWS = [(method, path, "".join(who)) for method, path, *who in map(str.split, TABLE.strip().splitlines())]
TRANSLATED = [(m, path, "T") for m, path, who in ROWS if who == "E"]
"""What editors write in the language of the report, translators write in another."""


@pytest.fixture(scope="module", autouse=True)
def draft_of_another(installation: Installation) -> Iterator[None]:
    figures = replace(few_rounded_figures(1), disclosure=Disclosure.NONE)
    folder = make_edition(installation.folder / "out", figures)
    assert folder.name == ANOTHERS
    yield
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def people(installation: Installation) -> dict[str, Person]:
    nobody = Person(httpx.Client(base_url=installation.site, timeout=300), "")
    return {letter: installation.sign_in(name) if name else nobody for letter, name in PEOPLE.items()}


def test_the_table_has_each_route_and_no_other() -> None:
    routes = {(method, route.path) for route in application().routes for method in route.methods - {"HEAD"}}
    assert sorted((method, path) for method, path, _ in ROWS) == sorted(routes)


def address_of(path: str, edition: str = EDITION, code: str = "en") -> str:
    places = {**PLACES, "edition": edition, "code": code}
    return re.sub(r"{([^}]+)}", lambda place: places[place[1]], path)


def outcome(answer: httpx.Response) -> str:
    """Tell what a person meets: the way to sign in, a refusal of their role, no such page, or an answer."""
    assert answer.status_code < 500 or "The Prefect server does not answer" in answer.text, "nothing breaks"
    signs_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")
    if signs_in or (answer.status_code, answer.text) == (403, "Sign in first."):
        return "sign in"
    is_for = "This is for somebody who is" in answer.text or "The log is for approvers" in answer.text
    return "another role" if answer.status_code == 403 and is_for else "none" if answer.status_code == 404 else "answer"


def ask(person: Person, method: str, path: str) -> httpx.Response:
    words = {"csrf": person.token("/sign-in"), "token": "none"} if method == "POST" else None
    return person.client.request(method, path, data=words)


@pytest.mark.parametrize(("method", "path", "who", "code"), [
    *((*row, "en") for row in ROWS), *((*row, "ur") for row in TRANSLATED),
])  # fmt: skip
def test_each_role_meets_what_the_table_says(
    installation: Installation, people: dict[str, Person], method: str, path: str, who: str, code: str
) -> None:
    for letter, name in PEOPLE.items():
        refusal = set() if letter in who else {"sign in"} if letter == "N" else {"another role"}
        met = outcome(ask(people[letter], method, address_of(path, EDITION, code)))
        assert {met} == refusal or (not refusal and met in ("answer", "none")), letter
        if name and path in ("/sign-out", "/account/everywhere"):
            people[letter] = installation.sign_in(name)
        if "{edition}" in path and path != "/drafts/{edition}":  # which leads to the same with a stroke
            for edition in (ANOTHERS, ABSENT):
                met = outcome(ask(people[letter], method, address_of(path, edition, code)))
                assert met in (refusal | {"none"} if letter != "N" else refusal or {"none"}), (letter, edition)


@pytest.mark.parametrize("path", sorted({path for _, path, _ in ROWS}))
def test_no_other_method_does_anything(people: dict[str, Person], path: str) -> None:
    taken = {method for method, of, _ in ROWS if of == path}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - taken:
        assert people["A"].client.request(method, address_of(path)).status_code == 405, method
        assert people["N"].client.request(method, address_of(path)).status_code in (303, 403, 405), method
    if "GET" in taken:
        assert people["N"].client.head(address_of(path)).status_code == people["N"].get(address_of(path)).status_code
