// The page on which a text is written: marks at its lines, the block as it is printed, numbers to insert, and saving.
// What is written is kept in this browser until the server has it.
"use strict";
const WORDS = JSON.parse(document.getElementById("words").textContent);
// A message in the language of whoever writes, with its values in place.
const _ = (message, values = {}) => WORDS[message].replace(/%\((\w+)\)s/g, (all, name) => values[name]);
const desk = document.getElementById("desk"), form = document.getElementById("write");
const text = document.getElementById("text"), mirror = document.getElementById("mirror");
const frame = document.getElementById("frame"), marks = document.getElementById("marks");
const told = document.getElementById("told"), said = document.getElementById("said"), base = desk.dataset.base, code = desk.dataset.code;
const address = (what) => `${base}/${what}/${code}/${desk.dataset.block}`;
const CALL = /(\{\{[^…]+?\}\})/;
const KEPT = `${desk.dataset.who} ${address("write")}`;
const make = (tag, words, parts = {}) => Object.assign(document.createElement(tag), { textContent: words }, parts);
let bad = new Set(), calls = {}, asked = 0, chosen = 0, timer = 0, saved = text.value, refused = false, shown = { html: "" };

function drawLines() {
  mirror.replaceChildren(...text.value.split("\n").map((line, at) => {
    const row = make("div", "", { className: bad.has(at + 1) ? "bad" : "" });
    row.append(...(line || "\u200b").split(CALL).map((part) => calls[part] ? make("span", part, { className: "call" }) : part));
    return row;
  }));
}

// What a call prints, and of what: below the call on which the mouse or the caret is; Escape takes it away.
function tell(call) {
  told.textContent = call ? calls[call.textContent] : "";
  if (!call) return;
  const at = call.getBoundingClientRect(), paper = mirror.getBoundingClientRect();
  const above = at.bottom - paper.top > paper.height - told.offsetHeight - 8;
  told.style.top = `${(above ? at.top - told.offsetHeight - 4 : at.bottom + 4) - paper.top}px`;
}

function callAtCaret() {
  const before = text.value.slice(0, text.selectionStart).split("\n");
  let left = before.at(-1).length;
  for (const part of mirror.children[before.length - 1]?.childNodes ?? []) {
    if (left <= part.textContent.length) return part.className === "call" ? part : null;
    left -= part.textContent.length;
  }
  return null;
}

function keep() {
  try {
    if (text.value === saved) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, JSON.stringify({ text: text.value, token: form.elements.token.value }));
  } catch { said.textContent = _("This browser keeps nothing: save often."); }
}

async function send(to, fields) {
  const body = new URLSearchParams({ csrf: desk.dataset.csrf, ...fields });
  return fetch(to, { method: "POST", body, headers: { Accept: "application/json" } });
}

async function preview() {
  const mine = ++asked;
  let found;
  try {
    const answer = await send(address("preview"), { text: text.value });
    found = await answer.json();
  } catch {
    // Why a text was not saved is the more urgent.
    if (!refused)
      said.textContent = _("No preview: the server does not answer. What you write is kept here.");
    return;
  }
  if (mine !== asked) return;
  bad = new Set(found.marks.map((mark) => mark.place.line));
  calls = found.calls;
  drawLines();
  showMarks(found.marks);
  document.querySelector("#numbers tbody").replaceChildren(...found.numbers.map((number) => {
    const row = document.createElement("tr");
    row.append(make("td", number.line, { className: "n" }), make("td", number.text), make("td", number.of));
    return row;
  }));
  if (found.html) { shown = found; setPage(); }
  desk.dataset.shown = mine;
}

function setPage() {
  const page = frame.contentDocument, main = page && page.getElementById("main");
  if (!main || !shown.html) return;
  const parts = () => [...main.querySelectorAll("p, li, h2, h3, h4, td, figcaption")];
  const before = new Set(parts().map((part) => part.textContent)), top = page.documentElement.scrollTop;
  main.innerHTML = shown.html;
  for (const number of main.querySelectorAll("[data-told]")) number.title = number.dataset.told;
  page.documentElement.scrollTop = top;
  // What was written just now is brought into view.
  if (before.size) parts().find((part) => !before.has(part.textContent))?.scrollIntoView({ block: "center" });
}

function showMarks(found) {
  if (!found.length) { marks.replaceChildren(make("p", _("Nothing: this block passes."), { className: "quiet" })); return; }
  const list = document.createElement("ul");
  for (const mark of found) {
    const item = document.createElement("li");
    const go = make("button", _("Line %(line)s", { line: mark.place.line }), { type: "button", className: "choice" });
    go.addEventListener("click", () => select(mark));
    item.append(go, " ", make("bdi", mark.problem, { lang: "en" }));
    if (mark.write) item.append(make("br", ""), _("Write instead:"), " ", ...mark.write.split(CALL).map((part) => instead(mark, part)));
    list.append(item);
  }
  marks.replaceChildren(list);
}

// A call that may be written in place of the words as it stands is a button that does so.
function instead(mark, part) {
  if (!mark.words || !part.startsWith("{{")) return make("code", part);
  const made = make("button", part, { type: "button", className: "choice call", title: _("In place of “%(words)s”", { words: mark.words }) });
  // What was typed since may have taken the words away: then nothing is written over.
  made.addEventListener("click", () => { if (select(mark)) insert(part); });
  return made;
}

function select(mark) {
  const lines = text.value.split("\n"), start = lines.slice(0, mark.place.line - 1).join("\n").length + (mark.place.line > 1 ? 1 : 0);
  const line = lines[mark.place.line - 1] || "", at = mark.words ? line.indexOf(mark.words) : -1;
  text.focus();
  text.setSelectionRange(start + Math.max(at, 0), start + (at < 0 ? line.length : at + mark.words.length));
  mirror.children[mark.place.line - 1]?.scrollIntoView({ block: "center" });
  return at >= 0;
}

function written() {
  document.querySelector(".begin")?.remove();
  drawLines();
  keep();
  said.textContent = text.value === saved ? "" : _("Not saved yet.");
  refused = false;
  clearTimeout(timer);
  timer = setTimeout(preview, 250);
}

function insert(call) {
  text.focus();
  text.setRangeText(call, text.selectionStart, text.selectionEnd, "end");
  written();
}

async function save(event) {
  event.preventDefault();
  said.textContent = _("Saving …");
  refused = false;
  const sent = text.value;
  let answer, found;
  try {
    answer = await send(form.action, Object.fromEntries(new FormData(form)));
    found = await answer.json();
  } catch {
    refused = true;
    said.textContent = answer ? _("Not saved: your session has ended. Sign in in another tab, then save again.")
      : _("Not saved: no connection. It is kept in this browser, and saved when you press Save again.");
    return;
  }
  if (found.merge) {
    text.value = found.merge.text;
    form.elements.token.value = found.merge.token;
    said.textContent = _("Not saved: %(who)s saved this text meanwhile.", found.merge.by) + " " + (found.merge.conflicting
      ? _("You both changed the same lines: choose between the marks, take them out, and save.")
      : _("Both are put together now: read it, and save."));
    drawLines(); keep(); preview();
  } else if (found.token) {
    form.elements.token.value = found.token;
    saved = sent;
    keep();
    said.textContent = text.value === saved ? _("Saved.") : _("Saved; you went on writing.");
  } else said.textContent = _("Not saved:") + " " + found.problem;
}

async function ask(what) {
  try { return await (await fetch(`${base}/figures/${code}${what}`)).json(); }
  catch { said.textContent = _("No numbers: the server does not answer, or your session has ended."); return null; }
}

// The numbers of the section that the block is come first.
async function figures() {
  const found = await ask("");
  if (!found) return;
  document.getElementById("figure").replaceChildren(...found.map(([id, title, section]) =>
    make("option", `${section}. ${title}`, { value: id })));
  const own = found.find(([, , section]) => section === desk.dataset.letter);
  if (own) document.getElementById("figure").value = own[0];
  await cells();
}

async function cells() {
  const figure = document.getElementById("figure").value, of = document.getElementById("window");
  const mine = ++chosen, found = await ask(`/${figure}?window=${of.value}`);
  if (!found || mine !== chosen) return; // A late answer does not take the place of what was chosen since.
  of.replaceChildren(...found.windows.map(([id, words]) => make("option", words, { value: id })));
  of.value = found.window;
  const table = document.createElement("table"), body = document.createElement("tbody");
  table.append(make("caption", _("%(title)s, of %(base)s. Click what the text shall say.", found)), body);
  for (const numbers of found.rows) {
    const row = document.createElement("tr");
    row.append(make("th", numbers.label, { scope: "row" }));
    for (const [value, call] of numbers.values) row.append(cell(value, call, `${numbers.label}: ${value}`));
    if (numbers.key) row.append(wordsOf(figure, numbers.key));
    body.append(row);
  }
  const own = document.createElement("p");
  for (const [words, name] of [[_("The chart or table itself"), "figure"], [_("“Figure 7”, linked"), "ref"]]) {
    own.append(button(words, `{{ ${name}('${figure}') }}`), " ");
  }
  document.getElementById("cells").replaceChildren(table, own);
}

function button(words, call, label = "") {
  const made = make("button", words, { type: "button", className: "choice", title: call });
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", () => insert(call));
  return made;
}

function cell(words, call, label) {
  const made = make("td", "", { className: "n" });
  made.append(button(words, call, label));
  return made;
}

function wordsOf(figure, key) {
  const made = document.createElement("td");
  const opener = make("button", _("words …"), { type: "button", className: "choice" });
  opener.addEventListener("click", async () => {
    const found = await ask(`/${figure}?${new URLSearchParams(key.map((part) => ["key", part]))}`);
    if (!found) return;
    const all = found.words.map((call) => button(call.match(/word\('([^']+)'/)[1], call));
    made.replaceChildren(...(all.length ? all : [make("span", _("no word is true"), { className: "quiet" })]));
  });
  made.append(opener);
  return made;
}

function restore() {
  let kept;
  try { kept = JSON.parse(localStorage.getItem(KEPT)); } catch { return; }
  if (!kept || kept.text === text.value || desk.dataset.kept === "no") return;
  // With the token of then: if somebody saved since, the server puts both together.
  text.value = kept.text;
  form.elements.token.value = kept.token;
  said.textContent = _("What you wrote before, and did not save, is here again.");
}

frame.addEventListener("load", setPage);
text.addEventListener("input", written);
text.addEventListener("mousemove", (event) =>
  tell(document.elementsFromPoint(event.clientX, event.clientY).find((part) => part.className === "call")));
text.addEventListener("mouseleave", () => tell(callAtCaret()));
document.addEventListener("selectionchange", () => { if (document.activeElement === text) tell(callAtCaret()); });
text.addEventListener("keydown", (event) => { if (event.key === "Escape") tell(null); });
form.addEventListener("submit", save);
document.getElementById("figure").addEventListener("change", cells);
document.getElementById("window").addEventListener("change", cells);
for (const begin of document.querySelectorAll("[data-insert]")) {
  begin.addEventListener("click", () => insert(begin.dataset.insert));
}
document.getElementById("insert-open").addEventListener("click", (event) => {
  const panel = document.getElementById("insert");
  panel.hidden = !panel.hidden;
  event.target.setAttribute("aria-expanded", String(!panel.hidden));
  if (!panel.hidden && !document.getElementById("figure").options.length) figures();
});
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && document.getElementById("save")) save(event);
});
const changed = document.querySelector(".english .pre :is(del, ins)");
if (changed) changed.closest(".english").scrollTop = changed.offsetTop - 60;
if (!text.readOnly) restore();
drawLines();
preview();
