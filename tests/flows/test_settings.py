"""The settings file: what it may say, and how it is refused."""

from pathlib import Path

import pytest

from flows.settings import Settings, load_settings
from tasks.model.errors import UsageError
from tasks.storage.engine import Engine


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.settings.PROJECT", tmp_path)
    monkeypatch.delenv("HELPLINE_REPORT_SETTINGS", raising=False)
    assert load_settings() == Settings()


def test_a_file_is_read_through_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        '[sources]\ncalls = ["a.csv"]\n[headings]\n"Tel. received" = "received_at"\n[gate]\nset_aside = 0.05\n'
        '[engine]\nname = "spark"\nmaster = "yarn"\noptions = {"spark.executor.cores" = "4"}\n'
    )
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(file))
    settings = load_settings()
    assert settings.sources.calls == ("a.csv",)
    assert settings.headings == {"Tel. received": "received_at"}
    assert settings.gate.set_aside == 0.05
    assert settings.engine == Engine("spark", "yarn", {"spark.executor.cores": "4"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[sources", "not valid TOML"),
        ("[gates]\nset_aside = 0.1", "gates"),
        ('[engine]\nname = "dask"', "Allowed: duckdb, spark"),
        ("[gate]\nset_aside = 3", "less than or equal to 1"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=message):
        load_settings(file)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such settings file"):
        load_settings(tmp_path / "none.toml")
