"""What an outsider knows of one slice of time, as an integer program.

From the published files and the documentation: headlines are exact, every other printed count is a multiple of 5 that
lies within 4 of the truth, answers make up their question, and the rules of the contract hold. The same quantity in
two figures is one unknown. Tables of two questions are known by their margins; how three questions go together is not
looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tests.attack.program import Program, Sum, added
from tests.attack.public import Counts, Slice, answers, asked_since, cities

REACH = 4
"""How far a printed count may lie from the truth; what is missing from a table of two questions, twice as far."""
SMALL = 5
"""What is printed as this or less may be of fewer than five."""
CANDIDATES = 5
FEW, OF_FEW = 30, 2
"""Where headlines say that fewer are behind a number, it must only not be known exactly."""
NONE, ANY, UNKNOWN = "none", "(any)", "(unknown)"
DIFFERS = "a secondary type differs from the main one"
LISTED = "who lives in a listed city lives in its province"
UNLISTED = "who gives a place outside the list gives a province"
"""No rule, but the habit of most logs, known to whoever has seen one."""
NAMES_ONE = "who answers names one at least"
ALONE = "none stands alone"
HEADLINES = "months have so many new calls"
OFFICES = "cities have an office or not"

ONE_ANSWER = {
    "gender": "gender",
    "contacting_for": "contacting_for",
    "age_band": "age_band",
    "province": "province",
    "city": "city",
    "perpetrator": "perpetrator",
    "within_fia_remit": "yes_no",
    "heard_from": "heard_from",
    "suicidal_ideation": "suicidal_ideation",
}
"""Figures of a question with one answer, and the list of the answers."""
BY_GENDER = {
    "contacting_for_by_gender": "contacting_for",
    "case_types_by_gender": "case_type",
    "perpetrator_by_gender": "perpetrator",
    "age_by_gender": "age_band",
    "suicidal_ideation_by_gender": "suicidal_ideation",
}
BY_YEAR = {
    "gender_by_year": "gender",
    "case_types_by_year": "case_type",
    "province_by_year": "province",
    "perpetrator_by_year": "perpetrator",
    "age_band_by_year": "age_band",
    "heard_from_by_year": "heard_from",
}
"""Figures by year of a question with one answer, and of questions with several."""
SEVERAL_BY_YEAR = {"platform_by_year": "platform", "referral_by_year": "referral", "services_by_year": "service"}
LISTS = {**ONE_ANSWER, "case_type": "case_type", "secondary_case_type": "case_type"}


def x(*name: str) -> Sum:
    """An unknown, as a sum of one."""
    return {name: 1}


def sums(names: Iterable[tuple[str, ...]]) -> Sum:
    return dict.fromkeys(names, 1.0)


@dataclass(frozen=True)
class Model:
    """The program of a slice.

    Attributes:
        program: where unknowns and relations go.
        versions: the slice as it was published, oldest first; a correction is known to have added records only, so that
            its unknowns are those that were added, and obey every relation by themselves.
        reach: how far a printed count may lie from the truth.
        enough: how many values must remain possible.
    """

    program: Program
    versions: tuple[Slice, ...]
    reach: int = REACH
    enough: int = CANDIDATES

    def state(self) -> None:
        """Write down all that is known of the last version."""
        self._months()
        self._questions()
        self._types()
        self._by_gender()
        self._by_quarter()
        self._by_year()
        self._platforms()
        self._residence()
        self._offices()
        self._several("referral")
        self._fia_referral()
        self._services()
        self._several("vulnerable_community")
        self._takeovers()
        self._hours()

    # --------------------------------------------------------------------------------------- relations and questions

    @property
    def published(self) -> Slice:
        return self.versions[-1]

    def _headline(self, figure: str, *key: str) -> int:
        """What was added to a headline since the version before."""
        now, *before = (version.figures[figure].cells[key] for version in self.versions[:-3:-1])
        return now - sum(before)

    def _between(self, low: float, what: Sum, high: float, tag: str = "") -> None:
        version = len(self.versions)
        self.program.between(low, {(version, *name): times for name, times in what.items()}, high, tag)

    def _equal(self, one: Sum, other: Sum | int, tag: str = "") -> None:
        if isinstance(other, int):
            self._between(other, one, other, tag)
        else:
            self._between(0, added([one], [other]), 0, tag)

    def _at_most(self, one: Sum, other: Sum, tag: str = "") -> None:
        self._between(0, added([other], [one]), float("inf"), tag)

    def _printed(self, name: tuple[str, ...], what: Sum, count: int, most: int, times: int = 1) -> None:
        """A printed count: of all that there was by then. Where it may be small, it is asked for."""
        by_then = {(v + 1, *unknown): each for v in range(len(self.versions)) for unknown, each in what.items()}
        reach = times * self.reach
        self.program.between(max(0, count - reach), by_then, count + reach)
        if count <= SMALL and most > 0:
            self._ask(name, by_then, count, most)

    def _ask(self, name: tuple[str, ...], by_then: Sum, count: int | None, most: int) -> None:
        enough = self.enough if most >= FEW else min(OF_FEW, most + 1)
        when = f"{self.published.first} to {self.published.last}" + (
            f", version {len(self.versions)}" if self.versions[1:] else ""
        )
        self.program.ask((when, *name), by_then, count, enough)

    def _difference(self, *name: str, of: Sum) -> None:
        """A difference that nobody prints and anyone can form: asked for apart."""
        by_then = {(v + 1, *unknown): times for v in range(len(self.versions)) for unknown, times in of.items()}
        self._ask(("difference", *name), by_then, None, self._cases)

    def _print_table(
        self, figure: str, total: Sum, known: Sum, cells: dict[tuple[str, ...], Sum], most: int, *, two: bool = False
    ) -> None:
        """All that a figure prints but for its groups."""
        published = self.published.figures[figure]
        self._printed((figure, "total"), total, published.total, 0)
        self._printed((figure, "missing"), added([total], [known]), published.missing, most, 2 if two else 1)
        self._printed((figure, "known"), known, published.total - published.missing, most)
        for key, what in cells.items():
            self._printed((figure, *key), what, published.cells[key], self._most(key, most))

    def _most(self, key: tuple[str, ...], most: int) -> int:
        """The most that a number can be: the records that headlines allow to its months."""
        months = [m for m in self.published.months if key and key[0] in (m, _quarter(m), _year(m))]
        by_then = [self.published.figures["calls_by_month"].cells[m, "new"] + self._emails for m in months]
        return min(most, sum(by_then)) if months else most

    @cached_property
    def _cases(self) -> int:
        return self.published.figures["cases"].cells[()]

    @cached_property
    def _emails(self) -> int:
        return self.published.figures["new_emails"].cells[()]

    def _under(self, question: str, printed: str) -> list[str]:
        """The answers that were counted under a printed one."""
        found = answers(LISTS.get(question, question))
        dimension = LISTS.get(question, question)
        return [answer for answer in found if self.published.counted_under(dimension, answer) == printed]

    def _all(self, question: str) -> tuple[str, ...]:
        return (*answers(LISTS.get(question, question)), UNKNOWN)

    # ------------------------------------------------------------------------------------------------- the relations

    def _months(self) -> None:
        """New calls of a month are exact; a case is a new call or e-mail that opens none that is counted already."""
        months = self.published.months
        for m in months:
            new, again = self._headline("calls_by_month", m, "new"), ("repeated call", m)
            opened = added([x("case in", m), x(*again), x("repeated e-mail", m)], [x("new e-mail", m)])
            self._equal(opened, new, HEADLINES)
            self._between(0, x(*again), new, HEADLINES)
            self._at_most(x("repeated e-mail", m), x("new e-mail", m), HEADLINES)
        self._equal(sums(("new e-mail", m) for m in months), self._headline("new_emails"), HEADLINES)
        self._equal(sums(("case in", m) for m in months), x("cases"))
        self._equal(x("cases"), self._headline("cases"))

    def _questions(self) -> None:
        """A case has one answer or none to each of these."""
        for question, listed in LISTS.items():
            self._equal(sums((question, answer) for answer in self._all(question)), x("cases"))
            for answer in answers(listed):
                if asked_since(listed, answer) > self.published.last:
                    self._equal(x(question, answer), 0)
        for figure, listed in ONE_ANSWER.items():
            cells = {
                (key,): sums((figure, answer) for answer in self._under(figure, key))
                for (key,) in self.published.figures[figure].cells
                if asked_since(listed, key) <= self.published.last
            }
            self._print_table(figure, x("cases"), added([x("cases")], [x(figure, UNKNOWN)]), cells, self._cases)

    def _types(self) -> None:
        """Main and secondary type; either may be unknown, and they differ."""
        main, second, both = "case_type", "secondary_case_type", x("both types")
        self._equal(added([both, x("main alone"), x(main, UNKNOWN)]), x("cases"))
        self._equal(added([both, x("second alone"), x(second, UNKNOWN)]), x("cases"))
        for t in answers(main):
            self._equal(added([x("second of both", t), x("second alone", t)]), x(second, t))
            self._at_most(x("main of both", t), x(main, t))
            self._at_most(added([x("second of both", t), x("main of both", t)]), both, DIFFERS)
        for part in ("second of both", "main of both"):
            self._equal(sums((part, t) for t in answers(main)), both)
        self._equal(sums(("second alone", t) for t in answers(main)), x("second alone"))
        asked = {"primary": main, "secondary": second}
        cells = {
            (key, rank): sums((asked[rank], t) for t in self._under(main, key))
            for key, rank in self.published.figures["case_types"].cells
        }
        known = added([both, x("main alone"), x("second alone")])
        self._at_most(known, x("cases"))
        self._print_table("case_types", x("cases"), known, cells, self._cases)
        known = added([both, x("main alone")])
        self._print_table("types_per_case", x("cases"), known, {(): both}, self._cases)
        self._difference("a secondary type alone", of=x("second alone"))

    def _by_gender(self) -> None:
        for figure, question in BY_GENDER.items():
            self._crossed(figure, "gender", question)
            known = {
                (g, a): sums(
                    (figure, one, other) for one in self._under("gender", g) for other in self._under(question, a)
                )
                for g, a in self.published.figures[figure].cells
                if asked_since("gender", g) <= self.published.last
            }
            whole = sums((figure, g, a) for g in answers("gender") for a in answers(LISTS[question]))
            self._print_table(figure, x("cases"), whole, known, self._cases, two=True)
            for (g,), count in self.published.figures[figure].groups.items():
                if asked_since("gender", g) <= self.published.last:
                    of_group = sums(
                        (figure, one, a) for one in self._under("gender", g) for a in answers(LISTS[question])
                    )
                    self._printed((figure, "all of", g), of_group, count, self._cases)
                    unknown = sums((figure, one, UNKNOWN) for one in self._under("gender", g))
                    self._difference(figure, g, "unknown", of=unknown)

    def _crossed(self, figure: str, one: str, other: str) -> None:
        for answer in self._all(one):
            self._equal(sums((figure, answer, a) for a in self._all(other)), x(one, answer))
        for answer in self._all(other):
            self._equal(sums((figure, a, answer) for a in self._all(one)), x(other, answer))

    def _by_quarter(self) -> None:
        figure, question = "contacting_for_by_quarter", "contacting_for"
        published = self.published.figures[figure]
        quarters = dict.fromkeys(_quarter(m) for m in self.published.months)
        for q in quarters:
            of_months = sums(("case in", m) for m in self.published.months if _quarter(m) == q)
            self._equal(sums((figure, q, a) for a in self._all(question)), of_months)
        for answer in self._all(question):
            self._equal(sums((figure, q, answer) for q in quarters), x(question, answer))
        cells = {(q, a): sums((figure, q, each) for each in self._under(question, a)) for q, a in published.cells}
        self._print_table(figure, x("cases"), added([x("cases")], [x(question, UNKNOWN)]), cells, self._cases)
        for (q,), count in published.groups.items():
            of_quarter = sums((figure, q, a) for a in answers(question))
            self._printed((figure, "all of", q), of_quarter, count, self._most((q,), self._cases))

    def _by_year(self) -> None:
        """Two years make up the time, whatever is asked; of one answer each, or of several."""
        years = dict.fromkeys(_year(m) for m in self.published.months)
        for figure, question in {**BY_YEAR, **SEVERAL_BY_YEAR}.items():
            published = self.published.figures[figure]
            in_all = [*self._all(question)] if figure in BY_YEAR else [*answers(question), ANY]
            for answer in in_all:
                self._equal(sums((figure, y, answer) for y in years), x(question, answer))
            for y in years:
                of_months = sums(("case in", m) for m in self.published.months if _year(m) == y)
                if figure in BY_YEAR:
                    self._equal(sums((figure, y, a) for a in in_all), of_months)
                else:
                    self._at_most(x(figure, y, ANY), of_months)
                    self._named({a: x(figure, y, a) for a in answers(question)}, x(figure, y, ANY))
                if figure == "platform_by_year":
                    for p in in_all:
                        by_month = sums(("platform_by_month", p, m) for m in self.published.months if _year(m) == y)
                        self._equal(by_month, x(figure, y, p))
            known = x(question, ANY) if figure in SEVERAL_BY_YEAR else added([x("cases")], [x(question, UNKNOWN)])
            cells = {
                (y, a): sums((figure, y, each) for each in self._under(question, a))
                for y, a in published.cells
                if asked_since(LISTS.get(question, question), a) <= y[8:]
            }
            self._print_table(figure, x("cases"), known, cells, self._cases)
            for (y,), count in published.groups.items():
                of_year = sums((figure, y, a) for a in in_all if a != UNKNOWN)
                of_year = x(figure, y, ANY) if figure in SEVERAL_BY_YEAR else of_year
                self._printed((figure, "all of", y), of_year, count, self._most((y,), self._cases))
            for y in years:
                for answer in in_all:
                    if answer not in (ANY, UNKNOWN) and asked_since(LISTS.get(question, question), answer) > y[8:]:
                        self._equal(x(figure, y, answer), 0)

    def _named(self, options: dict[str, Sum], known: Sum) -> None:
        """Whoever answers names one at least; none stands alone."""
        for option, count in options.items():
            beside = [options[NONE]] if NONE in options and option != NONE else []
            self._at_most(added([count, *beside]), known, ALONE if beside else "")
            self._at_most(count, known)
        self._at_most(known, added(options.values()), NAMES_ONE)

    def _several(self, question: str) -> None:
        """A question with several answers."""
        known = x(question, ANY)
        self._at_most(known, x("cases"))
        options = {answer: x(question, answer) for answer in answers(question)}
        self._named(options, known)
        cells = {(answer,): count for answer, count in options.items()}
        self._print_table(question, x("cases"), known, cells, self._cases)

    def _platforms(self) -> None:
        self._several("platform")
        months, types = self.published.months, self._all("case_type")
        for figure, parts in (("platform_by_month", months), ("case_types_by_platform", types)):
            for part in parts:
                options = {p: x(figure, p, part) for p in answers("platform")}
                self._named(options, x(figure, ANY, part))
                whole = x("case in", part) if parts is months else x("case_type", part)
                self._at_most(x(figure, ANY, part), whole)
            for p in (*answers("platform"), ANY):
                self._equal(sums((figure, p, part) for part in parts), x("platform", p))
        published = self.published.figures["platform_by_month"]
        cells = {(m, p): x("platform_by_month", p, m) for m, p in published.cells}
        self._print_table("platform_by_month", x("cases"), x("platform", ANY), cells, self._cases)
        for (m,), count in published.groups.items():
            most = self._most((m,), self._cases)
            self._printed(("platform_by_month", "all of", m), x("platform_by_month", ANY, m), count, most)
            unknown = added([x("case in", m)], [x("platform_by_month", ANY, m)])
            self._difference("platform_by_month", m, "unknown", of=unknown)
        self._types_by_platform("case_types_by_platform")

    def _types_by_platform(self, figure: str) -> None:
        published = self.published.figures[figure]
        cells = {(p, t): sums((figure, p, each) for each in self._under("case_type", t)) for p, t in published.cells}
        known = sums((figure, ANY, t) for t in answers("case_type"))
        self._print_table(figure, x("cases"), known, cells, self._cases, two=True)
        for (p,), count in published.groups.items():
            of_group = sums((figure, p, t) for t in answers("case_type"))
            self._printed((figure, "all of", p), of_group, count, self._cases)
            self._difference(figure, p, "unknown", of=x(figure, p, UNKNOWN))

    def _residence(self) -> None:
        provinces = self._all("province")
        living: dict[str, list[Sum]] = {p: [x("elsewhere in", p), x("no city in", p)] for p in provinces}
        for city in cities():
            within = [x(city.key, p) for p in (*city.provinces, UNKNOWN)]
            self._equal(added(within), x("city", city.key))
            self._equal(x(city.key, UNKNOWN), 0, LISTED)
            for p, count in zip((*city.provinces, UNKNOWN), within, strict=True):
                living[p].append(count)
        for p, parts in living.items():
            self._equal(added(parts), x("province", p))
        self._equal(sums(("elsewhere in", p) for p in provinces), x("city", "other"))
        self._equal(sums(("no city in", p) for p in provinces), x("city", UNKNOWN))
        self._equal(x("elsewhere in", UNKNOWN), 0, UNLISTED)
        for (printed,) in self.published.figures["province"].cells:
            rest = [("elsewhere in", "no city in")[i] for i in (0, 1)]
            beside = sums((part, p) for part in rest for p in self._under("province", printed))
            self._difference(printed, "beside its cities", of=beside)

    def _offices(self) -> None:
        """Access to an office follows from the city: on the first day, and on the day of contact."""
        first, last = f"{self.published.first}-01", f"{self.published.last}-31"
        at_first = sums(("city", c.key) for c in cities() if c.office and c.office <= first)
        since = [c.key for c in cities() if c.office and first < c.office <= last]
        for city in since:
            self._at_most(x("office opened in", city), x("city", city), OFFICES)
        known = added([x("cases")], [x("city", UNKNOWN)])
        on_the_day = added([at_first, sums(("office opened in", city) for city in since)])
        for figure, near in (("cybercrime_office_access", on_the_day), ("cybercrime_office_access_fixed", at_first)):
            self._between(0, x(figure), float("inf"))
            self._equal(x(figure), near, OFFICES)
            self._at_most(x(figure), known)
            cells = {("with",): x(figure), ("without",): added([known], [x(figure)])}
            self._print_table(figure, x("cases"), known, cells, self._cases)

    def _fia_referral(self) -> None:
        extents = (*answers("fia_referral"), UNKNOWN)
        whole = x("referral", "fia")
        self._equal(sums(("fia_referral", extent) for extent in extents), whole)
        cells = {(extent,): x("fia_referral", extent) for extent in answers("fia_referral")}
        self._printed(("fia_referral", "total"), whole, self.published.figures["fia_referral"].total, self._cases)
        self._print_table("fia_referral", whole, added([whole], [x("fia_referral", UNKNOWN)]), cells, self._cases)

    def _services(self) -> None:
        figure = "service_combinations"
        combinations = [key for (key,) in self.published.figures[figure].cells]
        known = sums((figure, c) for c in combinations)
        self._equal(known, x("service", ANY))
        for service in answers("service"):
            self._equal(sums((figure, c) for c in combinations if service in c.split("+")), x("service", service))
        self._at_most(known, x("cases"))
        self._print_table(figure, x("cases"), known, {(c,): x(figure, c) for c in combinations}, self._cases)
        cells = {(service,): x("service", service) for service in answers("service")}
        self._print_table("services", x("cases"), known, cells, self._cases)

    def _takeovers(self) -> None:
        figure = "takeover_scams_by_month"
        published: Counts = self.published.figures[figure]
        months = [m for (m,) in published.cells]
        for m in months:
            self._at_most(x(figure, m), x("case in", m))
            self._printed((figure, m), x(figure, m), published.cells[m,], self._most((m,), self._cases))
        if months:
            self._printed((figure, "total"), sums((figure, m) for m in months), published.total, self._cases)

    def _hours(self) -> None:
        figure = "calls_by_weekday_and_hour"
        published = self.published.figures[figure]
        days = dict.fromkeys(day for day, _ in published.cells)
        cells = {key: x(figure, *key) for key in published.cells}
        known = added(cells.values())
        self._equal(added([known, *(x(figure, day, UNKNOWN) for day in days)]), x("calls"))
        self._equal(x("calls"), self._headline("calls"))
        calls = self.published.figures["calls"].cells[()]
        self._print_table(figure, x("calls"), known, cells, calls, two=True)


def _year(month: str) -> str:
    """The year of reporting, from December to November."""
    began = int(month[:4]) - (month[5:] != "12")
    return f"{began}-12_{began + 1}-11"


def _quarter(month: str) -> str:
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"
