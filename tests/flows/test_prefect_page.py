"""What a build shows on the Prefect page: its runs, their names and states, the progress, and the summary."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.cli import main
from tasks.model.manifest import digest

STAGES = [
    "extract",
    "anonymise",
    "validate",
    "quality gate",
    "aggregate",
    "reconcile",
    "protect",
    "reconcile published",
    "tabulate",
    "compare",
    "chart",
    "prepare",
    "print page",
    "infographic",
    "proofread texts",
    "proofread translations",
    "chart translations",
    "render",
    "proofread report",
    "workbook",
    "pdf",
    "verify draft",
    "draft",
]


@pytest.fixture(scope="module")
def build(sample_edition: Path):
    """The run that built it; other builds of the same months may be on the page too."""
    found = runs("build report 2016-12 to 2018-11")
    [run] = [run for run in found if any(str(sample_edition) in a.data for a in artifacts(run, "edition"))]
    return run


def test_the_build_is_there_by_its_name_and_done(build) -> None:
    assert build.state_name == "Completed"


def test_each_stage_is_a_task_in_its_order(build) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        found = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[build.id])))
    assert [run.name for run in sorted(found, key=lambda run: run.start_time)] == STAGES
    assert {run.state_name for run in found} == {"Completed"}


def test_progress_reached_its_end(build) -> None:
    [progress] = artifacts(build, "build-report-progress")
    assert (progress.data, progress.description) == (100, "Done")


def test_the_summary_tells_figures_quality_files_and_digest(build, sample_edition: Path) -> None:
    [summary] = artifacts(build, "edition")
    lines = [
        "checks: base_lexicon, caption_n",
        "# Draft of December 2016 to November 2018",
        *(f"| {name} | {value(sample_edition, name):,} |" for name in ("calls", "cases")),
        "| calls | 2,799 | 2,781 | 18 |",
        "| emails | 136 | 134 | 2 |",
        str(sample_edition),
        digest(sample_edition),
    ]
    assert [line for line in lines if line not in summary.data] == []
    assert "internal draft" not in summary.data.lower()


def test_a_refused_run_shows_its_reason(sample_edition: Path, tmp_path: Path) -> None:
    name = "publish report 2016-12_2018-11"
    assert main(["publish", str(sample_edition), "--approve", "0" * 64, "--to", str(tmp_path)]) != 0
    [run] = [run for run in runs(name) if str(tmp_path) in str(run.parameters)]
    assert run.state_name == "Failed"
    assert "internal draft" in run.state.message or "digest" in run.state.message


def value(edition: Path, figure: str) -> int:
    return json.loads((edition / "figures.json").read_text())["figures"][figure]["windows"]["edition"]["value"]


def runs(name: str) -> Sequence:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

    with get_client(sync_client=True) as client:
        return client.read_flow_runs(flow_run_filter=FlowRunFilter(name=FlowRunFilterName(any_=[name])))


def artifacts(run, key: str) -> Sequence:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey

    chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]), key=ArtifactFilterKey(any_=[key]))
    with get_client(sync_client=True) as client:
        return client.read_artifacts(artifact_filter=chosen)
