"""The ten, each with habits of its own. All are made up."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.onboarding.helplines import Helpline

_LOCAL = ZoneInfo("Asia/Karachi")
_URDU = ("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر")


def _ordinal(at: datetime) -> str:
    ending = "th" if 10 < at.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(at.day % 10, "th")
    return f"{at.day}{ending} {at:%B %Y}"


def _serial(at: datetime) -> int:
    return (at - datetime(1899, 12, 30)).days


TEN = {
    "register": Helpline(
        form="register",
        columns={
            "Sr. No.": "contact_id",
            "Date of call": "received_at",
            "New / Follow-up": "kind",
            "File no.": "case_ref",
            "Caller's name": "",
            "Sex of caller": "gender",
            "Age (yrs)": "age",
            "Province of caller": "province",
            "City/Town": "city",
            "Nature of complaint": "case_type",
            "Second complaint": "secondary_case_type",
            "Platforms involved": "platforms",
            "Referred": "referrals",
            "How did they hear of us": "heard_from",
            "Remarks": "",
        },
        day=_ordinal,
        words={
            "kind": {"new": "New", "follow_up": "Follow up"},
            "gender": {"woman": "Lady", "man": "Gent"},
            "case_type": {
                "blackmailing": "Blakmailing",
                "hacking": "Hackd",
                "fake_profile": "Fake ID",
                "unsolicited_contact": "Harassing calls",
                "threats": "Threats",
                "other": "Misc.",
            },
            "platforms": {"facebook": "Facebok", "whatsapp": "WhatsApp", "instagram": "Instagrm", "twitter": "Twitter"},
            "referrals": {"fia": "FIA", "police": "police", "psychologist": "Psycologist"},
        },
        blank="N/A",
        between=", ",
        case=lambda case: f"F/{int(case[5:])}",
        emails=0.2,
    ),
    "month first": Helpline(
        form="csv",
        columns={
            "Ticket": "contact_id",
            "Rcvd": "received_at",
            "Type of contact": "kind",
            "Case #": "case_ref",
            "Gender": "gender",
            "Age range": "age",
            "On whose behalf": "contacting_for",
            "Issue": "case_type",
            "Channels": "platforms",
            "Alleged offender": "perpetrator",
            "Support given": "services",
            "Phone": "",
        },
        day=lambda at: f"{at:%m/%d/%y %I:%M %p}",
        timed=True,
        said="month_first",
        words={
            "kind": {"new": "Initial", "follow_up": "Returning"},
            "age": {"under_18": "0-17", "18-20": "18-20", "21-25": "21-25", "26-30": "26-30", "31-40": "31-40"},
            "perpetrator": {
                "partner": "boyfriend",
                "ex_partner": "ex-boyfriend",
                "stranger": "stranger",
                "family": "kin",
            },
            "contacting_for": {"self": "own behalf", "family": "relation", "client": "customer"},
        },
        blank="not stated",
        between="/",
    ),
    "kobo": Helpline(
        form="kobo",
        columns={
            "_uuid": "",
            "contact/received": "received_at",
            "contact/contact_kind": "kind",
            "contact/case_number": "case_ref",
            "person/gender": "gender",
            "person/age_group": "age",
            "person/region": "province",
            "incident/case_type": "case_type",
            "incident/platforms/facebook": "platforms.facebook",
            "incident/platforms/whatsapp": "platforms.whatsapp",
            "incident/platforms/instagram": "platforms.instagram",
            "incident/platforms/tiktok": "platforms.tiktok",
            "incident/harasser": "perpetrator",
            "person/respondent_name": "",
            "_index": "contact_id",
        },
        day=lambda at: f"{at.replace(tzinfo=_LOCAL):%Y-%m-%dT%H:%M:00.000+05:00}",
        timed=True,
        words={
            "kind": {"new": "first_contact", "follow_up": "repeat"},
            "gender": {"woman": "female", "man": "male", "transgender": "trans"},
            "province": {"punjab": "punjab", "sindh": "sindh", "islamabad": "islamabad"},
            "case_type": {
                "blackmailing": "sextortion",
                "hacking": "account_hacked",
                "doxxing": "doxing",
                "ncui": "images_shared",
                "other": "other",
            },
        },
    ),
    "crm": Helpline(
        form="csv",
        columns={
            "Case Number": "contact_id",
            "Account Name": "",
            "Date/Time Opened": "received_at",
            "Contact Kind": "kind",
            "Parent Case": "case_ref",
            "Sex": "gender",
            "Mailing City": "city",
            "Case Reason": "case_type",
            "Case Sub-Reason": "secondary_case_type",
            "Platform(s)": "platforms",
            "Lead Source": "heard_from",
            "Referred To": "referrals",
            "FIA Referral Extent": "fia_referral",
            "Description": "",
        },
        day=lambda at: f"{at.day}-{at:%b-%y, %H:%M}",
        timed=True,
        words={
            "kind": {"new": "New Customer", "follow_up": "Existing Customer"},
            "heard_from": {"social_media": "Social", "word_of_mouth": "Word of mouth", "website": "Web"},
            "case_type": {
                "blackmailing": "Blackmail - image based",
                "hacking": "Account compromise",
                "impersonation": "Impersonation",
                "online_stalking": "Stalking (online)",
                "other": "Other / unclassified",
            },
            "referrals": {"fia": "FIA", "police": "Police", "pro_bono_lawyer": "Lawyer", "none": "No referral needed"},
        },
        reference=lambda number: f"{number:08d}",
        case=lambda case: f"{int(case[5:]):08d}",
    ),
    "ods": Helpline(
        form="ods",
        columns={
            "No": "contact_id",
            "Day": "received_at",
            "Hour": "received_at.time",
            "Contact kind": "kind",
            "Dossier": "case_ref",
            "Gender": "gender",
            "Age": "age",
            "District or region": "province",
            "Town": "city",
            "Main problem": "case_type",
            "Which platform?": "platforms",
            "Suicidal thoughts": "suicidal_ideation",
            "Groups at risk": "vulnerable_communities",
        },
        day=lambda at: at.date(),
        clock=lambda at: f"{at:%H:%M}",
        words={
            "kind": {"new": "first", "follow_up": "again"},
            "suicidal_ideation": {"none": "none", "minimal": "some", "extreme": "acute"},
        },
        blank="?",
        between=" & ",
        reference=lambda number: f"2018/{number} b",
        case=lambda case: f"D.{int(case[5:])}",
        emails=0.3,
    ),
    "sql": Helpline(
        form="sql",
        columns={
            "contact_nr": "contact_id",
            "dt": "received_at",
            "tm": "received_at.time",
            "contact_kind": "kind",
            "case_nr": "case_ref",
            "sex": "gender",
            "age": "age",
            "prov": "province",
            "casetype": "case_type",
            "platf": "platforms",
            "remark": "",
        },
        day=lambda at: f"{at:%d.%m.%Y}",
        clock=lambda at: f"{at:%H:%M}",
        said="day_first",
        words={
            "kind": {"new": "N", "follow_up": "F"},
            "gender": {"woman": "1", "man": "2"},
            "case_type": {
                "blackmailing": "BLK",
                "hacking": "HCK",
                "fake_profile": "FKP",
                "threats": "THR",
                "other": "OTH",
            },
        },
        between="|",
    ),
    "urdu": Helpline(
        form="xlsx",
        columns={
            "نمبر شمار": "contact_id",
            "تاریخ": "received_at",
            "نوعیت رابطہ": "kind",
            "کیس نمبر": "case_ref",
            "نام": "",
            "جنس": "gender",
            "عمر": "age",
            "صوبہ": "province",
            "شہر": "city",
            "مسئلہ": "case_type",
            "ایپ": "platforms",
        },
        day=lambda at: f"{at.day} {_URDU[at.month - 1]} {at.year}",
        words={
            "kind": {"new": "نیا", "follow_up": "پرانا"},
            "gender": {"woman": "عورت", "man": "مرد"},
            "province": {"punjab": "پنجاب", "sindh": "سندھ", "balochistan": "بلوچستان"},
            "city": {"lahore": "لاہور", "karachi": "کراچی", "islamabad": "اسلام آباد"},
            "case_type": {"blackmailing": "بلیک میل", "hacking": "ہیک", "threats": "دھمکی", "other": "دیگر"},
            "platforms": {"facebook": "فیس بک", "whatsapp": "واٹس ایپ", "instagram": "انسٹاگرام"},
        },
        blank="نامعلوم",
        between="، ",
    ),
    "cyrillic": Helpline(
        form="utf16",
        columns={
            "№ обращения": "contact_id",
            "Дата": "received_at",
            "Вид обращения": "kind",
            "Дело": "case_ref",
            "Имя": "",
            "Пол": "gender",
            "Возраст": "age",
            "Проблема": "case_type",
            "Платформа": "platforms",
        },
        day=lambda at: f"{at:%d.%m.%y %H:%M}",
        timed=True,
        said="day_first",
        words={
            "kind": {"new": "первичное", "follow_up": "повторное"},
            "gender": {"woman": "жен.", "man": "муж."},
            "case_type": {"blackmailing": "шантаж", "hacking": "взлом", "threats": "угрозы", "other": "другое"},
        },
        blank="нет данных",
    ),
    "serials": Helpline(
        form="csv",
        columns={
            "Log ID": "contact_id",
            "Date": "received_at",
            "Kind": "kind",
            "Case": "case_ref",
            "Gender": "gender",
            "Age group": "age",
            "Type": "case_type",
            "Where it happened": "platforms",
            "Within FIA remit?": "within_fia_remit",
            "Counsellor": "",
        },
        day=_serial,
        words={"within_fia_remit": {"yes": "1", "no": "0"}, "kind": {"new": "new", "follow_up": "f-up"}},
        between="\n",
        reference=lambda number: f"{'AB'[number % 2]}-2018-{number:03d}",
    ),
    "yes and no": Helpline(
        form="parquet",
        columns={
            "When": "received_at",
            "New?": "kind",
            "M/F": "gender",
            "Kind of case": "case_type",
            "On Facebook": "platforms.facebook",
            "On WhatsApp": "platforms.whatsapp",
            "On Instagram": "platforms.instagram",
            "Sent to police": "referrals.police",
            "Sent to psychologist": "referrals.psychologist",
        },
        day=lambda at: at,
        timed=True,
        words={"yes_no": {"yes": "Y", "no": "N"}, "kind": {"new": "Y", "follow_up": "N"}},
    ),
}
_HEARD = "How did they hear of us"
TIDELINE = replace(
    TEN["register"],
    columns={heading: name for heading, name in TEN["register"].columns.items() if heading != _HEARD},
    months=("2019-01", "2019-12"),
    size=900,
)
"""The same habits in the country of :mod:`tests.second_content`."""


def without(helpline: Helpline, *fields: str) -> Helpline:
    """The same log without the columns of some fields."""
    return replace(helpline, columns={h: name for h, name in helpline.columns.items() if name not in fields})


WITHOUT_KINDS = {
    "kinds told by the case": without(TEN["ods"], "kind"),
    "no kinds": without(TEN["register"], "kind", "case_ref"),
}
"""Logs in which no column tells a new contact from a follow-up."""
