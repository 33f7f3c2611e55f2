// The language of a page, and its charts: drawn when they come into view, all before printing.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const KEPT_AS = "thriving-language";
  const DIRECTION = { he: "rtl", en: "ltr" };
  const held = document.getElementById("chart-kinds");
  const kinds = held ? JSON.parse(held.textContent) : {};

  function wanted() {
    const asked = new URLSearchParams(location.search).get("lang");
    if (asked in DIRECTION) return asked;
    try {
      const kept = localStorage.getItem(KEPT_AS);
      if (kept in DIRECTION) return kept;
    } catch { /* A browser may keep nothing for pages from a disk. */ }
    return "he";
  }

  function speak(language) {
    root.lang = language;
    root.dir = DIRECTION[language];
    for (const button of document.querySelectorAll("button[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    for (const attribute of ["label", "title", "placeholder"]) {
      for (const one of document.querySelectorAll(`[data-${attribute}-${language}]`)) {
        one.setAttribute(attribute === "label" ? "aria-label" : attribute,
          one.getAttribute(`data-${attribute}-${language}`));
      }
    }
    document.title = document.querySelector("title").dataset[language] ?? document.title;
    for (const figure of document.querySelectorAll("figure.chart[data-drawn]")) draw(figure);
    document.dispatchEvent(new CustomEvent("thriving:language", { detail: language }));
  }

  // What a kind leaves open, filled; a text in the language that is read, and isolated, since a
  // chart is laid out from left to right in both.
  function filled(node, values) {
    if (Array.isArray(node)) return node.map((one) => filled(one, values));
    if (node === null || typeof node !== "object") return node;
    if ("$" in node) return filled(values[node.$], values);
    if ("he" in node && "en" in node) {
      const text = node[root.lang];
      return /[\u0590-\u08ff]/.test(text) ? `\u2067${text}\u2069` : text;
    }
    return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, filled(one, values)]));
  }

  const FONT = getComputedStyle(document.body).fontFamily;
  const CONFIG = {
    background: "transparent",
    font: FONT,
    aria: false,
    view: { stroke: null },
    axis: { labelFontSize: 12, titleFontSize: 12, labelColor: "#333", gridColor: "#ececec",
      domainColor: "#999", tickColor: "#999", labelFont: FONT, titleFont: FONT },
    legend: { labelFontSize: 12, titleFontSize: 12 },
  };
  const NO_LOADER = { load: () => Promise.reject(new Error("nothing is loaded")),
    sanitize: () => Promise.reject(new Error("nothing is linked")) };

  // A chart of plain Vega-Lite in a host; answers with the view.
  function embed(host, spec, options = {}) {
    const whole = { width: "container", autosize: { type: "fit-x", contains: "padding" }, ...spec };
    whole.config = { ...CONFIG, ...spec.config };
    return window.vegaEmbed(host, whole, { actions: false, ast: true, defaultStyle: false,
      renderer: "svg", tooltip: false, loader: NO_LOADER, ...options }).then((made) => {
      // The host names the picture; the marks in it say nothing by themselves.
      host.querySelector("svg")?.setAttribute("aria-hidden", "true");
      return made;
    });
  }

  const views = new WeakMap();

  function draw(figure) {
    const chart = JSON.parse(figure.querySelector("script.chart-data").textContent);
    const kind = kinds[chart.kind];
    const layer = kind.layer?.filter((one) => chart.data[one.data.name]?.length);
    const spec = filled({ ...kind, ...(layer && { layer }), datasets: chart.data }, chart.values);
    figure.dataset.drawn = root.lang;
    return embed(figure.querySelector(".plot"), spec).then((made) => {
      views.get(figure)?.finalize();
      views.set(figure, made);
      figure.dataset.done = root.lang;
    });
  }

  function drawAll() {
    return Promise.all(
      [...document.querySelectorAll("figure.chart:not([data-drawn])")].map(draw));
  }

  for (const button of document.querySelectorAll("button[data-language]")) {
    button.addEventListener("click", () => {
      try {
        localStorage.setItem(KEPT_AS, button.dataset.language);
      } catch { /* see above */ }
      speak(button.dataset.language);
    });
  }

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      if (!target.dataset.drawn) draw(target);
    }
  }, { rootMargin: "400px" });

  window.thriving = { draw, drawAll, embed, filled };
  speak(wanted());
  for (const figure of document.querySelectorAll("figure.chart")) seen.observe(figure);
  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details.printed")) one.open = true;
    drawAll();
  });
  // A page that is printed by a program is drawn at once.
  if (location.hash === "#all") window.dispatchEvent(new Event("beforeprint"));
})();
