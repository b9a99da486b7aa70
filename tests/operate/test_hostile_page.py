"""Any page that a browser shows can send requests to this machine: it must neither read from it nor run anything on it.

The page comes from another port, and then from a name of its own that leads to the services themselves, as after DNS
rebinding. Last, somebody who knows the API's password tries the same: not even that runs a command of theirs.
"""

import http.server
import stat
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from flows.operate.up import PASSWORD
from tests.browser.visit import chromium
from tests.operate.running_trial import RunningTrial, running_trial, wait_until

# Everything is started by the first test. What each service refuses is asked of it alone in tests/flows/test_access.py.
pytestmark = [pytest.mark.timeout(1200), pytest.mark.drill]
NAME = "rebound.example"
"""A name of somebody else's that leads to this machine."""
OVER = ("Completed", "Failed", "Crashed", "Cancelled")
ATTACK = """async ({api, site, watch, markers}) => {
  const reached = [];
  const attempt = async (name, action) => { try { await action() && reached.push(name) } catch { /* refused */ } };
  const post = async (path, body) => {
    const answer = await fetch(api + path, {
      method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
    if (!answer.ok) throw answer.status;
    return answer.json();
  };
  await attempt('reads runs', () => post('/flow_runs/filter', {}));
  await attempt('reads artifacts', () => post('/artifacts/filter', {}));
  await attempt('runs a pull step', async () => {
    const flow = await post('/flows/', {name: 'hostile'});
    const deployment = await post('/deployments/', {
      name: 'hostile', flow_id: flow.id, work_pool_name: 'logs', entrypoint: 'flows.check_logs.check_logs',
      pull_steps: [{'prefect.deployments.steps.run_shell_script': {script: 'touch ' + markers + '/pull-step'}}]});
    return post(`/deployments/${deployment.id}/create_flow_run`, {});
  });
  await attempt('chooses a command', async () => {
    const [weekly] = await post('/deployments/filter', {deployments: {name: {any_: ['weekly']}}});
    return post(`/deployments/${weekly.id}/create_flow_run`, {
      parameters: {request: {sample: true}}, job_variables: {command: 'touch ' + markers + '/command'}});
  });
  await attempt('writes blindly', async () => {
    await fetch(api + '/flows/', {method: 'POST', mode: 'no-cors', body: new Blob(['{"name": "blind"}'])});
    return false;  // the answer cannot be read: whether it was done shows at the server
  });
  await attempt('listens to events', () => new Promise((opened, refused) => {
    const socket = new WebSocket(new URL(api, location).href.replace('http', 'ws') + '/events/out', ['prefect']);
    socket.onopen = () => socket.send('{"type": "auth", "token": null}');
    socket.onmessage = message => opened(message.data.includes('auth_success'));
    socket.onclose = socket.onerror = refused;
  }));
  await attempt('reads the site', async () => (await fetch(site)).ok);
  await attempt('reads the watch', async () => (await fetch(watch)).ok);
  return reached;
}"""


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTrial]:
    with running_trial(tmp_path_factory.mktemp("trial")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        leads_here = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", leads_here])
        yield started
        started.close()


@contextmanager
def hostile_server() -> Iterator[str]:
    """A page of somebody else's, at an origin of its own."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def services(host: str, port: int) -> Mapping[str, str]:
    prefect, site, watch = (f"http://{host}:{port + n}" for n in range(3))
    return {"api": f"{prefect}/api", "site": f"{site}/", "watch": f"{watch}/health"}


def done(up: RunningTrial, markers: Path) -> list[str]:
    """What was written by commands and at the server, once every run is over."""
    wait_until(lambda: all(run["state_name"] in OVER for run in started(up)))
    flows = up.api("POST", "/flows/filter", flows={"name": {"any_": ["hostile", "blind"]}})
    return sorted([marker.name for marker in markers.iterdir()] + [flow["name"] for flow in flows])


def started(up: RunningTrial) -> list[Mapping[str, Any]]:
    """The runs that somebody started, and not a schedule."""
    return [r for r in up.api("POST", "/flow_runs/filter", sort="ID_DESC") if not r["auto_scheduled"]]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_password_is_for_the_owner_and_in_no_list_of_arguments(up: RunningTrial) -> None:
    assert stat.S_IMODE((up.folder / "prefect" / PASSWORD).stat().st_mode) == 0o600
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            assert up.password.encode() not in process.read_bytes()


def test_a_page_at_another_origin_reaches_nothing(up: RunningTrial, page: Page, tmp_path: Path) -> None:
    with hostile_server() as origin:
        page.goto(origin)
        reached = page.evaluate(ATTACK, {**services("127.0.0.1", up.port), "markers": str(tmp_path)})
    assert (reached, done(up, tmp_path)) == ([], [])


@pytest.mark.parametrize("service", ["api", "site", "watch"])
def test_a_name_that_was_bound_anew_reaches_nothing(up: RunningTrial, page: Page, tmp_path: Path, service: str) -> None:
    """The attacker's page came from the same name and port, so that the browser takes what it reads for its own."""
    addresses = services(NAME, up.port)
    page.goto(addresses[service].removesuffix("/health").rstrip("/") + "/health")
    reached = page.evaluate(ATTACK, {**addresses, "markers": str(tmp_path)})
    assert (reached, done(up, tmp_path)) == ([], [])


def pull_steps(marker: Path) -> list[dict[str, Any]]:
    return [{"prefect.deployments.steps.run_shell_script": {"script": f"touch {marker}"}}]


def ended(up: RunningTrial, run: str) -> Mapping[str, Any]:
    wait_until(lambda: up.api("GET", f"/flow_runs/{run}")["state_name"] in OVER)
    return up.api("GET", f"/flow_runs/{run}")


def test_with_the_password_no_run_of_a_registered_deployment_chooses_how_it_is_started(up: RunningTrial) -> None:
    weekly = f"/deployments/{up.deployment('weekly')}/create_flow_run"
    for chosen in ({"command": "true"}, {"env": {"A": "b"}}, {"working_dir": "/"}, {"stream_output": False}):
        assert up.post(weekly, {"sample": True}, job_variables=chosen).status_code == 422


@pytest.mark.parametrize(
    ("flow", "name"), [("check_logs", "other"), ("other", "bi-annual"), ("withdraw_report", "marked")]
)
def test_with_the_password_no_deployment_that_was_not_registered_is_run(
    up: RunningTrial, tmp_path: Path, flow: str, name: str
) -> None:
    """The last one is registered, but for the pool whose worker sees no logs."""
    deployment = up.api(
        "POST",
        "/deployments/",
        name=name,
        flow_id=up.api("POST", "/flows/", name=flow)["id"],
        work_pool_name="logs",
        entrypoint="flows.check_logs.check_logs",
        enforce_parameter_schema=False,
        pull_steps=pull_steps(tmp_path / "pull-step"),
    )
    run = ended(up, up.post(f"/deployments/{deployment['id']}/create_flow_run", {"sample": True}).json()["id"])
    assert run["state_name"] == "Crashed"
    assert "no deployment that was registered" in run["state"]["message"]
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_is_cancelled_ends_and_clears_its_work_away(up: RunningTrial) -> None:
    form = {"sample": True, "first_month": "2018-06", "last_month": "2018-11", "pdf": False}
    run = up.post(f"/deployments/{up.deployment('bi-annual', 'build_report')}/create_flow_run", form).json()["id"]
    work = up.folder / "private" / "work"
    wait_until(lambda: work.exists() and list(work.iterdir()))
    up.set_state(run, "Cancelling")
    assert ended(up, run)["state_name"] == "Cancelled"
    wait_until(lambda: not list(work.iterdir()))


def test_with_the_password_a_registered_deployment_is_run_as_the_program_knows_it(
    up: RunningTrial, tmp_path: Path
) -> None:
    """Also where deployment and pool were changed at the server so that they ask for commands and an environment."""
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'environment')!r}, 'w')\n")
    hostile = {"command": f"touch {tmp_path / 'command'}", "env": {"PYTHONPATH": str(tmp_path)}}
    template = {"job_configuration": hostile, "variables": {"type": "object", "properties": {}}}
    weekly = up.deployment("weekly")
    changes = {"pull_steps": pull_steps(tmp_path / "pull-step"), "entrypoint": "os.system", "job_variables": hostile}
    up.api("PATCH", "/work_pools/logs", base_job_template=template)
    up.api("PATCH", f"/deployments/{weekly}", **changes)
    answer = up.post(f"/deployments/{weekly}/create_flow_run", {"sample": True}, job_variables=hostile)
    run = ended(up, answer.json()["id"])
    assert (run["state_name"], run["state"]["message"]) == ("Completed", None)
    assert [path.name for path in tmp_path.iterdir()] == ["sitecustomize.py"]
