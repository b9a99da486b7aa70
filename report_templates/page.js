// What the page can do beside being read. Without it nothing is lost but these: see docs/decisions.md.
"use strict";
(() => {
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];
  const words = document.body.dataset;

  // Leaving, and every jump within the page, replaces its entry in the tab's history: none is left to go back to.
  const leave = document.querySelector("a.leave");
  const unfold = target => {
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const jump = hash => {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (target) unfold(target);
    location.replace(hash);
    if (target) target.scrollIntoView();
    if (target && target.tabIndex === -1 && target.hasAttribute("tabindex")) target.focus({ preventScroll: true });
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
    else if (address.startsWith("#")) jump(address);
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

  // A number shows the cell that it comes from.
  for (const number of all("[data-told]")) {
    const [kind, figure, , ...keys] = number.dataset.told.split(" ");
    const cells = all(`#figure-${CSS.escape(figure || "none")} td[data-key]`).filter(td => keys.includes(td.dataset.key));
    if (!["count", "share", "share_of_all", "list"].includes(kind) || !cells.length) continue;
    number.classList.add("told");
    number.title = words.cell;
    number.addEventListener("click", () => {
      all("tr.lit").forEach(row => row.classList.remove("lit"));
      cells.forEach(cell => cell.closest("tr").classList.add("lit"));
      unfold(cells[0]);
      cells[0].closest("tr").scrollIntoView({ block: "center" });
    });
  }

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

  // A chart can be taken along as a picture, with the fonts of the page.
  const faces = () => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
    .filter(rule => rule instanceof CSSFontFaceRule).map(rule => rule.cssText).join("");
  const picture = chart => {
    const drawing = chart.querySelector("svg.wide").cloneNode(true), { width, height } = drawing.viewBox.baseVal;
    const style = document.createElementNS(drawing.namespaceURI, "style");
    style.textContent = faces();
    drawing.prepend(style);
    drawing.setAttribute("width", width);
    drawing.setAttribute("height", height);
    drawing.removeAttribute("class");
    return [`data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`, width, height];
  };
  const give = (address, name) => Object.assign(document.createElement("a"), { href: address, download: name }).click();
  const offers = {
    svg: chart => give(picture(chart)[0], `${chart.closest("figure").id}.svg`),
    png: chart => {
      const [address, width, height] = picture(chart), image = new Image(), canvas = document.createElement("canvas");
      image.onload = () => {
        Object.assign(canvas, { width: width * 3, height: height * 3 });
        const paint = canvas.getContext("2d");
        paint.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--paper");
        paint.fillRect(0, 0, canvas.width, canvas.height);
        paint.drawImage(image, 0, 0, canvas.width, canvas.height);
        give(canvas.toDataURL("image/png"), `${chart.closest("figure").id}.png`);
      };
      image.src = address;
    },
  };
  for (const figure of all("figure[data-figure]")) {
    const chart = figure.querySelector(".chart"), links = figure.querySelector(".links");
    if (!chart || !links) continue;
    const name = figure.querySelector(".figure-name").textContent.trim();
    for (const kind of Object.keys(offers)) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: `take ${kind}` });
      button.textContent = words[kind].replace("{name}", name);
      button.addEventListener("click", () => offers[kind](chart));
      links.append(button);
    }
  }
})();
