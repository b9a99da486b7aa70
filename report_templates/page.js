// What the page can do beside being read. Without it nothing is lost but these: see docs/decisions.md.
"use strict";
(() => {
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];
  const words = document.body.dataset;

  // Leaving, and every jump within the page, replaces its entry in the tab's history: none is left to go back to.
  const leave = document.querySelector("a.leave");
  const target = hash => document.getElementById(decodeURIComponent(hash.slice(1)));
  const jump = hash => {
    const place = target(hash);
    for (let fold = place?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    location.replace(hash);
    place?.scrollIntoView();
    place?.focus({ preventScroll: true });
  };
  const quit = () => {
    document.documentElement.hidden = true;
    location.replace(leave.href);
  };
  addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = link.getAttribute("href");
    if (link === leave) quit();
    else if (address.startsWith("#")) {
      if (link.matches(".told")) light(link);
      jump(address);
    }
    else if (link.hreflang) location.replace(link.href);
    else return;
    event.preventDefault();
  });
  let escaped = -Infinity;
  addEventListener("keydown", event => {
    if (event.key !== "Escape" || !leave) return;
    if (event.timeStamp - escaped < 1500) quit();
    escaped = event.timeStamp;
  });

  // On a phone each section of figures is folded under its first finding.
  if (matchMedia("(max-width: 40rem)").matches) {
    for (const section of all("section.section")) {
      const finding = section.querySelector(".figure-headline");
      const [title, ...rest] = section.children;
      if (!finding || !title) continue;
      const fold = document.createElement("details");
      const summary = document.createElement("summary");
      fold.className = "fold";
      summary.textContent = finding.textContent;
      fold.append(summary, ...rest);
      section.append(fold);
    }
    addEventListener("beforeprint", () => all("details.fold").forEach(fold => { fold.open = true; }));
    if (location.hash) jump(location.hash);
  }

  // The contents mark the place that is being read.
  const places = new Map(all(".sidebar .contents a").map(link => [link.getAttribute("href").slice(1), link]));
  const watch = new IntersectionObserver(seen => {
    const [entry] = seen.filter(place => place.isIntersecting);
    if (!entry) return;
    places.forEach(link => link.removeAttribute("aria-current"));
    places.get(entry.target.id).setAttribute("aria-current", "location");
  }, { rootMargin: "-12% 0px -80% 0px" });
  places.forEach((_, id) => watch.observe(document.getElementById(id)));

  // A number leads to its cell. Where it tells several rows, all are lit, and the first leads back.
  const back = Object.assign(document.createElement("a"), { className: "backlink", href: "#told", textContent: "↑" });
  back.setAttribute("role", "doc-backlink");
  back.setAttribute("aria-label", words.back);
  const light = told => {
    const [, figure, , ...keys] = told.dataset.told.split(" "), first = target(told.getAttribute("href"));
    all("#told").forEach(last => last.removeAttribute("id"));
    all("tr.lit").forEach(row => row.classList.remove("lit"));
    for (const cell of [first, ...keys.map(key => document.getElementById(`${figure}.${key}`))]) cell?.closest("tr")?.classList.add("lit");
    told.id = "told";
    first.tabIndex = -1;
    first.append(back);
  };
  all("a.told").forEach(told => { told.title = words.cell; });

  // A table of a figure is sorted by the column whose heading is pressed: numbers from the highest, names by the alphabet.
  const value = cell => {
    const told = cell.firstChild ? cell.firstChild.textContent.trim() : "";
    const digits = told.replace(/[^\d.]/g, "");
    return digits ? Number(digits) - (/^[\d.,]+%?$/.test(told) ? 0 : 0.5) : -1;
  };
  for (const table of all(".figure table.data:not(.compared)")) {
    const body = table.tBodies[0];
    all("thead th", table).forEach((heading, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const rows = all("tr:not(.missing, .total)", body), last = all("tr.missing, tr.total", body);
        const back = heading.getAttribute("aria-sort") === (place ? "descending" : "ascending") ? -1 : 1;
        rows.sort((one, other) => back * (place
          ? value(other.cells[place]) - value(one.cells[place])
          : one.cells[0].textContent.localeCompare(other.cells[0].textContent, document.documentElement.lang)));
        all("th[aria-sort]", table).forEach(sorted => sorted.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", place ? (back > 0 ? "descending" : "ascending") : (back > 0 ? "ascending" : "descending"));
        body.append(...rows, ...last);
      });
    });
  }

  // The values of a chart are read one by one, by keyboard or by touch.
  const told = cell => {
    const row = cell.parentElement, [label, ...others] = row.cells, table = cell.closest("table");
    const values = table.matches(".cross") ? [`${table.tHead.rows[0].cells[cell.cellIndex].textContent}: ${cell.textContent}`] : others.map(each => each.textContent);
    return `${label.textContent}: ${values.join(" · ")}`.replace(/( ·)? –/g, "");
  };
  for (const figure of all("figure[data-figure]")) {
    const chart = figure.querySelector(".chart"), cells = all("td[id]", figure);
    if (!chart || !cells.length) continue;
    const slider = Object.assign(document.createElement("input"), { type: "range", max: cells.length - 1, value: 0 });
    const shown = document.createElement("span"), box = document.createElement("div");
    const tell = () => {
      shown.textContent = told(cells[slider.value]);
      slider.setAttribute("aria-valuetext", shown.textContent);
    };
    slider.setAttribute("aria-label", words.values.replace("{name}", figure.querySelector(".figure-name").textContent.trim()));
    for (const used of ["focus", "input"]) slider.addEventListener(used, tell);
    box.className = "values";
    shown.setAttribute("aria-hidden", "true");
    box.append(slider, shown);
    chart.after(box);
  }

  // A chart can be taken along as a picture, with the fonts of the page.
  const faces = drawing => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
    .filter(rule => rule instanceof CSSFontFaceRule && all("text", drawing).some(text => set(text, rule.style)))
    .map(rule => rule.cssText).join("");
  const set = (text, face) => ["font-family", "font-weight"].every(name =>
    face.getPropertyValue(name).replaceAll('"', "'") === (text.getAttribute(name) || "400"));
  const picture = chart => {
    const drawing = chart.querySelector("svg.wide").cloneNode(true), { width, height } = drawing.viewBox.baseVal;
    const style = document.createElementNS(drawing.namespaceURI, "style");
    style.textContent = faces(drawing);
    drawing.prepend(style);
    drawing.setAttribute("width", width);
    drawing.setAttribute("height", height);
    drawing.removeAttribute("class");
    return [`data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`, width, height];
  };
  const give = (address, name) => Object.assign(document.createElement("a"), { href: address, download: name }).click();
  const offers = {
    svg: (chart, figure) => give(picture(chart)[0], `${figure.id}.svg`),
    png: (chart, figure) => {
      const [address, width, height] = picture(chart), image = new Image(), canvas = document.createElement("canvas");
      image.onload = () => {
        Object.assign(canvas, { width: width * 3, height: height * 3 });
        const paint = canvas.getContext("2d");
        paint.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--paper");
        paint.fillRect(0, 0, canvas.width, canvas.height);
        paint.drawImage(image, 0, 0, canvas.width, canvas.height);
        give(canvas.toDataURL("image/png"), `${figure.id}.png`);
      };
      image.src = address;
    },
    // For other sites: the picture itself, so that who reads there is told to nobody.
    embed: (chart, figure, button) => {
      const made = document.implementation.createHTMLDocument(), [address, width, height] = picture(chart);
      const frame = made.createElement("figure"), image = made.createElement("img"), words = made.createElement("figcaption");
      const source = made.createElement(location.protocol.startsWith("http") ? "a" : "span"), code = document.createElement("textarea");
      Object.assign(image, { alt: chart.querySelector("svg").getAttribute("aria-label"), width, height, src: address });
      image.style.cssText = "width:100%;max-width:40rem;height:auto;background:white";
      if (source.matches("a")) source.href = `${location.href.split("#")[0]}#${figure.id}`;
      source.textContent = figure.querySelector(".citation").textContent;
      const marks = all(".mark").map(mark => `${mark.textContent.trim()}. `);
      words.append(...marks, figure.querySelector(".figure-headline").textContent, ". ", source);
      frame.append(image, words);
      figure.querySelector("textarea")?.remove();
      Object.assign(code, { readOnly: true, value: frame.outerHTML, rows: 4, ariaLabel: button.textContent });
      button.parentElement.after(code);
      code.focus();
      code.select();
    },
  };
  for (const figure of all("figure[data-figure]")) {
    const chart = figure.querySelector(".chart"), links = figure.querySelector(".links");
    if (!chart || !links) continue;
    const name = figure.querySelector(".figure-name").textContent.trim();
    for (const kind of Object.keys(offers)) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: `take ${kind}` });
      button.textContent = words[kind].replace("{name}", name);
      button.addEventListener("click", () => offers[kind](chart, figure, button));
      links.append(button);
    }
  }
})();
