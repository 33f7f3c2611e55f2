// The national page: one indicator at a time on the map, in the legend, the gap and the ranking.
(() => {
  "use strict";
  const { load, language, spellings } = window.thrivingSite;
  const select = document.getElementById("indicator");
  const map = document.getElementById("map");
  const legend = document.getElementById("legend");
  const body = document.querySelector("#ranking tbody");
  const rows = [...body.rows];
  const shapes = [...map.querySelectorAll("a")];
  const held = {};
  let now = null;
  let sorted = { key: "rank", down: false };

  const WORDS = {
    none: { he: "אין נתון", en: "no figure" },
    uncertain: { he: "לא ודאי", en: "uncertain" },
    uncertainMany: { he: "נתונים שהמפרסם או הסקר מסמן כלא ודאיים", en: "figures that the publisher or a survey marks as uncertain" },
    last: { he: "הנתון האחרון הוא משנת", en: "the last figure is of" },
    unit: { he: "יחידה", en: "unit" },
    period: { he: "תקופה", en: "period" },
    direction: { he: "כיוון", en: "direction" },
    nation: { he: "כלל הארץ", en: "the nation" },
    shown: { he: (a, b) => `מוצגות ${a} מתוך ${b} רשויות`, en: (a, b) => `${a} of ${b} authorities are shown` },
    noneAtAll: { he: "אין אף רשות עם נתון במדד זה.", en: "No authority has a figure of this indicator." },
  };
  const say = (word) => WORDS[word][language()];

  function text(tag, content, style) {
    const made = document.createElement(tag);
    made.textContent = content;
    if (style) made.className = style;
    return made;
  }

  function figure(written) {
    const made = text("bdi", written, "n");
    made.dir = "ltr";
    return made;
  }

  window.thrivingNation = (data) => { held[data.id] = data; };

  async function choose(id) {
    if (!held[id]) await load(`${select.dataset.at}/${id}.js`);
    if (select.value !== id) return;
    now = held[id];
    document.getElementById("indicator-page").href = `indicators/${id}.html`;
    try {
      history.replaceState(null, "", id === select.dataset.first ? "#" : `#indicator=${id}`);
    } catch { /* A page from a disk may have no history to write to. */ }
    // Written by the same templates as the page, with everything of the data escaped.
    const gap = document.getElementById("gap-table");
    gap.innerHTML = now.gap;
    for (const one of gap.querySelectorAll("[data-label-he]")) {
      one.setAttribute("aria-label", one.getAttribute(`data-label-${language()}`));
    }
    draw();
    sort();
    document.dispatchEvent(new CustomEvent("thriving:indicator", { detail: id }));
  }

  function draw() {
    const lang = language();
    const says = document.getElementById("indicator-says");
    const parts = [[say("unit"), now.unit], [say("period"), now.period], [say("direction"), now.direction],
      [say("nation"), now.nation]].filter(([, value]) => value !== null);
    says.replaceChildren(...parts.flatMap(([name, value], number) => {
      const told = Array.isArray(value) ? value[lang === "he" ? 0 : 1] : value;
      return [`${number ? " · " : ""}${name}: `, text("bdi", told)];
    }));
    if (!Object.keys(now.known).length) says.append(` ${say("noneAtAll")}`);
    for (const shape of shapes) paint(shape);
    for (const row of rows) fill(row);
    drawLegend();
    filter();
  }

  function reason(code) {
    const gap = now.gaps[code];
    return gap ? now.reasons[gap[0]][language() === "he" ? 0 : 1] : "";
  }

  function paint(shape) {
    const known = now.known[shape.dataset.code];
    shape.dataset.class = known ? `c${known[2] + spread(now.classes.length)}` : "gap";
    shape.classList.toggle("uncertain", Boolean(known && known[3]));
    for (const lang of ["he", "en"]) {
      const value = known ? known[0] : WORDS.none[lang];
      shape.setAttribute(`data-label-${lang}`, `${shape.dataset[lang]}: ${value}`);
    }
    shape.setAttribute("aria-label", shape.getAttribute(`data-label-${language()}`));
  }

  // Fewer classes than colours: from the middle, so that two are light and dark and not both light.
  function spread(classes) {
    return Math.max(0, Math.floor((5 - classes) / 2));
  }

  function fill(row) {
    const known = now.known[row.dataset.code];
    const [rank, value, percentile] = ["rank", "value", "percentile"].map((name) =>
      row.querySelector(`.told-${name}`));
    row.classList.toggle("missing", !known);
    if (!known) {
      rank.textContent = "–";
      percentile.textContent = "–";
      const last = now.gaps[row.dataset.code]?.[1];
      value.replaceChildren(text("span", reason(row.dataset.code), "why"));
      if (last) value.append(text("span", ` (${say("last")} ${last})`, "why"));
      return;
    }
    rank.replaceChildren(known[4] === null ? "–" : figure(known[4]));
    percentile.replaceChildren(known[5] === null ? "–" : figure(known[5].toFixed(1)));
    value.replaceChildren(figure(known[0]));
    if (known[3]) value.append(" ", text("span", say("uncertain"), "why"));
  }

  function drawLegend() {
    const lines = now.classes.map(([low, high, count], number) => {
      const line = document.createElement("li");
      line.append(text("i", "", `c${number + spread(now.classes.length)}`));
      line.append(figure(low === high ? low : `${low} – ${high}`), " ", text("span", `(${count})`, "count"));
      return line;
    });
    const missing = Object.keys(now.gaps).length;
    const gap = document.createElement("li");
    gap.id = "legend-gap";
    gap.append(text("i", "", "gap"), say("none"), " ", text("span", `(${missing})`, "count"));
    lines.push(gap);
    if (now.uncertain) {
      const unsure = document.createElement("li");
      unsure.append(text("i", "", "uncertain"), say("uncertainMany"), " ", text("span", `(${now.uncertain})`, "count"));
      lines.push(unsure);
    }
    legend.replaceChildren(...lines);
    const counts = new Map();
    for (const [number] of Object.values(now.gaps)) counts.set(number, (counts.get(number) ?? 0) + 1);
    const reasons = document.getElementById("reasons");
    reasons.hidden = missing === 0;
    reasons.querySelector("ul").replaceChildren(
      ...[...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([number, count]) => {
        const line = document.createElement("li");
        line.append(figure(count), ` · ${now.reasons[number][language() === "he" ? 0 : 1]}`);
        return line;
      }));
  }

  const filters = ["district", "type", "cluster", "periphery", "programme"].map((name) =>
    document.getElementById(`filter-${name}`));
  const [district, type, cluster, periphery, programme] = filters;
  const words = document.getElementById("filter-text");
  let names = null;

  // Two letters are an abbreviation, or how a word begins; more may stand anywhere.
  const holds = (name, asked) => ` ${name}`.includes(asked.length > 2 ? asked : ` ${asked}`);

  function filter() {
    const asked = window.thrivingSearch.spelling(words.value);
    const shown = new Set();
    for (const row of rows) {
      const of = row.dataset;
      const fits = (!district.value || of.district === district.value)
        && (!type.value || of.type === type.value)
        && (!cluster.value || of.cluster === cluster.value)
        && (!periphery.value || of.periphery === periphery.value)
        && (!programme.value || of.programmes.split(" ").includes(programme.value))
        && (!asked || !names || names.get(of.code).some((name) => holds(name, asked)));
      row.hidden = !fits;
      if (fits) shown.add(of.code);
    }
    for (const shape of shapes) shape.classList.toggle("dim", !shown.has(shape.dataset.code));
    document.getElementById("filter-says").textContent = WORDS.shown[language()](shown.size, rows.length);
  }

  const nameOf = (row) => row.querySelector(`th .${language()}`).textContent;
  const KEYS = {
    rank: (row) => now.known[row.dataset.code]?.[4] ?? null,
    value: (row) => now.known[row.dataset.code]?.[1] ?? null,
    percentile: (row) => now.known[row.dataset.code]?.[5] ?? null,
    name: nameOf,
    type: (row) => row.cells[4].querySelector(`.${language()}`).textContent,
    district: (row) => row.cells[5].querySelector(`.${language()}`).textContent,
    cluster: (row) => row.dataset.cluster ? Number(row.dataset.cluster) : null,
    periphery: (row) => ({ yes: 0, no: 1, unknown: null }[row.dataset.periphery]),
    population: (row) => row.dataset.population ? Number(row.dataset.population) : null,
  };

  // What is not known stands last in either order.
  function sort() {
    const key = KEYS[sorted.key];
    const compare = (a, b) => {
      const [one, other] = [key(a), key(b)];
      if (one === null || other === null) return (one === null) - (other === null);
      const order = typeof one === "string" ? one.localeCompare(other, language()) : one - other;
      return sorted.down ? -order : order;
    };
    body.append(...rows.sort((a, b) => compare(a, b) || nameOf(a).localeCompare(nameOf(b), language())));
    for (const button of document.querySelectorAll("button.sort")) {
      const cell = button.closest("th");
      if (button.dataset.sort === sorted.key) cell.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  // Part of the country: what lies there fills the picture.
  const zoom = document.getElementById("zoom");
  function look() {
    const { width, height } = map.dataset;
    const here = new Set(rows.filter((row) => row.dataset.district === zoom.value).map((row) => row.dataset.code));
    let box = [0, 0, Number(width), Number(height)];
    if (zoom.value && here.size) {
      const boxes = shapes.filter((shape) => here.has(shape.dataset.code)).map((shape) => shape.getBBox());
      const left = Math.min(...boxes.map((one) => one.x)) - 20;
      const top = Math.min(...boxes.map((one) => one.y)) - 20;
      box = [left, top, Math.max(...boxes.map((one) => one.x + one.width)) + 20 - left,
        Math.max(...boxes.map((one) => one.y + one.height)) + 20 - top];
    }
    map.setAttribute("viewBox", box.join(" "));
    const scale = Math.max(box[2] / width, box[3] / height);
    for (const circle of map.querySelectorAll("circle")) circle.setAttribute("r", Math.max(4, 18 * scale));
  }

  // The name beside the pointer or the focus.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  function point(shape) {
    const known = now?.known[shape.dataset.code];
    tip.replaceChildren(text("b", shape.dataset[language()]), document.createElement("br"));
    if (known) tip.append(figure(known[0]), known[3] ? ` (${say("uncertain")})` : "");
    else tip.append(now ? `${say("none")}: ${reason(shape.dataset.code)}` : "");
    const at = shape.getBoundingClientRect();
    tip.hidden = false;
    const left = Math.min(Math.max(4, at.left + at.width / 2 - tip.offsetWidth / 2), innerWidth - tip.offsetWidth - 4);
    const above = at.top - tip.offsetHeight - 6;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above < 60 ? at.bottom + 6 : above) + scrollY}px`;
  }
  for (const shape of shapes) {
    for (const kind of ["pointerenter", "focus"]) shape.addEventListener(kind, () => point(shape));
    for (const kind of ["pointerleave", "blur"]) shape.addEventListener(kind, () => { tip.hidden = true; });
  }

  select.addEventListener("change", () => choose(select.value));
  zoom.addEventListener("change", look);
  for (const one of filters) one.addEventListener("change", filter);
  words.addEventListener("input", async () => {
    names ??= await spellings();
    filter();
  });
  document.getElementById("filter-clear").addEventListener("click", () => {
    for (const one of [...filters, words]) one.value = "";
    filter();
  });
  for (const button of document.querySelectorAll("button.sort")) {
    button.addEventListener("click", () => {
      const key = button.dataset.sort;
      sorted = { key, down: sorted.key === key ? !sorted.down : key === "value" || key === "percentile" || key === "population" };
      sort();
    });
  }
  document.addEventListener("thriving:language", () => { if (now) { draw(); sort(); } });

  // An address may name an indicator, and may be given to a page that is open.
  function named() {
    const asked = new URLSearchParams(location.hash.slice(1)).get("indicator");
    return [...select.options].some((one) => one.value === asked) ? asked : null;
  }
  window.addEventListener("hashchange", () => {
    if (named()) choose(select.value = named());
  });
  select.value = named() ?? select.dataset.first;
  choose(select.value);
})();
