"""A log as helplines keep them, made up, in two files; and what a person answers who knows it."""

import csv
import datetime as dt
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import log_files as logs

HEADINGS = (
    *("Sr. No.", "Date of call", "New / Follow-up", "File no.", "Caller's name", "Sex of caller", "Age (yrs)"),
    *("Province of caller", "City/Town", "Nature of complaint", "Second complaint", "Platforms involved"),
    *("Referred", "How did they hear of us", "Remarks"),
)
NAMES = ("Quexalba", "Vrintobel", "Zymorane")
"""Stand in the columns of names and remarks; nothing that the program leaves behind may hold one."""
UNSAID = "Plimsorrow"
"""An answer that the person at the terminal leaves to the fix list."""
CALLS, EMAILS = 240, 60
RECORDS = CALLS + EMAILS
_SEX = ("F", "Female", "Femalee", "Lady", "M", "Male", "N/A")
_TYPES = ("Blackmail", "Blakmailing", "Hacking", "Fake ID", "Harassing calls", "Threats")
_PLATFORMS = ("Facebook, WhatsApp", "Facebook", "WhatsApp / Instagrm", "Insta", "N/A", "Facebok")
_PLACES = (("Punjab", "Lahore"), ("Punjab", "Lahor"), ("Sind", "Karachi"), ("KPK", "Peshawar"), ("N/A", "-"))
_REFERRED = ("FIA", "police, FIA", "-", "Psycologist")
_HEARD = ("TV", "Social media", "friend told them", "not asked")


def ordinal(day: dt.date) -> str:
    """A day as people say it: 3rd March 2018."""
    ending = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return f"{day.day}{ending} {day:%B %Y}"


def write(folder: Path) -> tuple[Path, Path]:
    """Write the calls, a workbook, and the e-mails, a file with semicolons in an old encoding."""
    draw = random.Random(17)
    days = sorted(dt.date(2017, 3, 1) + dt.timedelta(days=draw.randrange(600)) for _ in range(CALLS))
    calls = [_row(draw, number, ordinal(day)) for number, day in enumerate(days, start=1)]
    calls[7][9] = UNSAID
    totals = ["TOTAL", CALLS, *[None] * 13]
    blank, comment = [None] * 15, ["from here on by the new form", *[None] * 14]
    titles = [["Helpline — register of calls"], ["printed 1 December 2018"], []]
    path = logs.write_xlsx(
        folder / "register.xlsx",
        {
            "2017": [*titles, [*HEADINGS], *calls[:100], blank, comment, *calls[100:150], totals],
            "2018": [*titles, [*HEADINGS], *calls[150:], blank, totals],
            "Summary": [["Calls", CALLS], ["E-mails", EMAILS]],
        },
    )
    emails = [_row(draw, number, f"{3 + number % 25:02}/{1 + number % 9:02}/18") for number in range(1, EMAILS + 1)]
    mails = folder / "mails.csv"
    with mails.open("w", newline="", encoding="cp1252") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([["E-mails – “helpdesk”", *[""] * 14], [*HEADINGS], *emails, ["Total", EMAILS, *[""] * 13]])
    return path, mails


def _row(draw: random.Random, number: int, day: str) -> list[Any]:
    follow_up = number > 20 and draw.random() < 0.2
    case = f"F/{draw.randrange(1, 15) if follow_up else 100 + number}"
    place = draw.choice(_PLACES)
    age = draw.choice([17, 22, 25, "30 plus", "n/a", 41])
    return [
        *(number, day, "Follow up" if follow_up else "New", case, draw.choice(NAMES), draw.choice(_SEX), age, *place),
        *(draw.choice(_TYPES), "", draw.choice(_PLATFORMS), draw.choice(_REFERRED), draw.choice(_HEARD)),
        draw.choice(NAMES),
    ]


ANSWERS = {
    r"Contact reference": "1",
    r"Received ": "2",
    r"Kind of contact": "3",
    r"Case reference": "4",
    r"Gender": "6",
    r"Age \(age\)": "7",
    r"Province \(": "8",
    r"City \(": "9",
    r"Case type \(": "10",
    r"Secondary case": "11",
    r"Platforms \(": "12",
    r"Referrals \(": "13",
    r"Heard of us": "14",
    r"Which column": "-",
    r"day_first, month_first": "day_first",
    r"“Lady”": "woman",
    r"“Femalee”": "woman",
    r"“30 plus”": "31-40",
    r"“Harassing calls”": "unsolicited_contact",
    r"“Blakmailing”": "blackmailing",
    r"“Psycologist”": "psychologist",
    r"“friend told them”": "word_of_mouth",
    r"“TV”": "television",
    r"“Lahor”": "lahore",
    UNSAID: "?",
}
"""What the person says, by what the question speaks of; to all other questions, Enter."""


def person(asked: list[str]) -> Callable[[str, str], str]:
    """Somebody who knows the log. What they are asked is added to the list."""

    def answer(question: str, default: str) -> str:
        assert question not in asked, f"not understood: {question}"
        asked.append(question)
        return next((said for about, said in ANSWERS.items() if re.search(about, question)), default)

    return answer
