"""Fields that no log records: which of them stay, empty, and which cannot be without records."""

import pytest

from expectations.contract import fields as contract
from expectations.contract.errors import ContractError
from tests import log_forms


@pytest.fixture(autouse=True)
def _read_anew():
    contract.unrecorded.cache_clear()
    yield
    contract.unrecorded.cache_clear()


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ('["referrals"]', {"referrals", "fia_referral"}, set()),
        ('["age", "contact_id", "case_ref"]', set(), {"age", "contact_id", "case_ref"}),
    ],
)
def test_fields_that_no_log_records(tmp_path, text: str, gone: set[str], kept: set[str]) -> None:
    every = contract.fields()
    with log_forms.said(tmp_path, f"not_recorded = {text}"):
        found, without = contract.fields.__wrapped__(), contract.unrecorded()
        assert {field.name for field in without} == gone | kept
    assert set(found) == set(every) - gone
    assert {name for name, field in found.items() if not field.recorded} == kept


@pytest.mark.parametrize("name", ["received_at", "perpetratr"])
def test_what_cannot_be_unrecorded_is_refused_with_its_line(tmp_path, name: str) -> None:
    with (
        log_forms.said(tmp_path, f'not_recorded = ["age", "{name}"]'),
        pytest.raises(ContractError, match="may be unrecorded") as refusal,
    ):
        contract.unrecorded()
    assert "logs.toml" in refusal.value.where
