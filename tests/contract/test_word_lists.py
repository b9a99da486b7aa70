"""Which headings name people, in each language of the list, and which do not."""

import pytest

from expectations.contract.logs import names_people

NAME_PEOPLE = [
    *("Caller's name", "Tel. (mobile)", "person/respondent_name", "E_MAIL of caller", "REMARKS"),
    *("نام", "والد کا نام", "رابطہ نمبر", "مکمل پتہ", "کیفیت"),
    *("الاسم", "اسم المتصل", "رقم الهاتف", "العُنوان", "ملاحظات"),
    *("नाम", "कॉल करने वाले का नाम", "फोन नंबर", "फ़ोन", "घर का पता", "टिप्पणी"),
    *("নাম", "কলারের নাম", "মোবাইল নম্বর", "ঠিকানা", "মন্তব্য"),
    *("Nom", "PRÉNOM", "prenom", "N° de téléphone", "Adresse (domicile)", "Remarques"),
    *("Nombre y apellidos", "Telefono", "Teléfono móvil", "Dirección", "Observaciones"),
    *("Nome da pessoa", "Telemóvel", "Endereço", "OBSERVACOES", "Descrição"),
    *("Jina la mpigaji", "Namba ya simu", "Barua pepe", "Anwani", "Maelezo"),
    *("Имя", "ФИО заявителя", "Телефон", "Примечания"),
]
DO_NOT = [
    *("Date of call", "New / Follow-up", "Mailing City", "Platforms involved", "Case #", ""),
    *("نمبر شمار", "نوعیت رابطہ", "کیس نمبر", "تاریخ", "صوبہ", "التاريخ", "رقم الحالة", "المدينة"),
    *("तारीख", "मामला संख्या", "लिंग", "प्रांत", "তারিখ", "লিঙ্গ", "বয়স"),
    *("Date de l'appel", "Numéro de dossier", "Fecha", "Número de caso", "Género", "Data", "Gênero", "Idade"),
    *("Tarehe ya simu", "Umri", "Jinsia", "№ обращения", "Дата", "Пол"),
]


@pytest.mark.parametrize(("headings", "found"), [(NAME_PEOPLE, True), (DO_NOT, False)], ids=["people", "others"])
def test_headings_of_people_are_known_by_their_words_in_each_language(headings: list[str], found: bool) -> None:
    assert [heading for heading in headings if names_people(heading) is not found] == []


def test_content_from_before_has_the_list_of_the_program(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from expectations.contract import logs
    from expectations.contract.content import BUNDLED

    monkeypatch.setattr(logs, "content", lambda: replace(BUNDLED, contract=tmp_path))
    assert logs._entries.__wrapped__() == logs._entries()
