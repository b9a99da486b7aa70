// How far a run is, until it has ended.
"use strict";
const WORDS = JSON.parse(document.getElementById("words").textContent), _ = (message) => WORDS[message];
const run = document.querySelector("[data-run]");
async function look() {
  try {
    const found = await (await fetch(run.dataset.run, { headers: { Accept: "application/json" } })).json();
    if (found.ended) { location.replace(run.dataset.run); return; }
    document.getElementById("run-state").textContent = found.state;
    document.getElementById("run-bar").value = found.progress;
    document.getElementById("run-says").textContent = found.message;
  } catch { document.getElementById("run-says").textContent = _("The server does not answer; asking again."); }
  setTimeout(look, 1500);
}
if (run) setTimeout(look, 1000);
