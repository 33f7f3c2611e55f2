// The search of the dictionary: every word that is typed must be in what is found.
(() => {
  "use strict";
  const form = document.querySelector("form[role=search]");
  if (!form) return;
  const input = form.querySelector("input");
  const list = document.getElementById("hits");
  const said = document.getElementById("hits-said");
  const SHOWN = 40;
  const KINDS = {
    mart: { he: "טבלה", en: "table" },
    indicator: { he: "מדד", en: "indicator" },
    column: { he: "עמודה", en: "column" },
    code: { he: "קוד", en: "code" },
    source: { he: "מקור", en: "source" },
  };
  const SAID = {
    none: { he: "לא נמצא דבר", en: "Nothing found" },
    some: { he: "תוצאות", en: "hits" },
    more: { he: "מוצגות הראשונות", en: "the first are shown" },
  };

  // Without points, quotation marks and case; hyphens and underscores part words.
  const plain = (text) => text.normalize("NFKC").toLowerCase()
    .replace(/[\u0591-\u05c7"'`´׳״’”]/g, (mark) => (mark === "\u05be" ? " " : ""))
    .replace(/[-_\u2010-\u2015\u05be]/g, " ");

  const entries = window.thrivingDictionary.map(([kind, name, he, en, at]) => ({
    kind, name, he, en, at,
    named: plain(`${name} ${he.split(" – ")[0]} ${en.split(" – ")[0]}`),
    text: plain(`${name} ${he} ${en}`),
  }));

  function find(words) {
    const hits = entries.filter((one) => words.every((word) => one.text.includes(word)));
    const rank = (one) => {
      if (plain(one.name) === words.join(" ")) return 0;
      return words.every((word) => one.named.includes(word)) ? 1 : 2;
    };
    return hits.map((one, place) => [rank(one), place, one])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , one]) => one);
  }

  function both(text, tag) {
    return ["he", "en"].map((language) => {
      const part = document.createElement(tag);
      part.className = language;
      part.lang = language;
      part.dir = language === "he" ? "rtl" : "ltr";
      part.textContent = text[language];
      return part;
    });
  }

  function shown(one) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.at;
    const name = document.createElement("code");
    name.textContent = one.name;
    const kind = document.createElement("span");
    kind.className = "chip";
    kind.append(...both(KINDS[one.kind], "span"));
    link.append(name);
    item.append(kind, " ", link, " ", ...both({ he: one.he || one.en, en: one.en || one.he }, "span"));
    return item;
  }

  function answer() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    said.replaceChildren();
    list.hidden = words.length === 0;
    if (words.length === 0) return;
    const hits = find(words);
    const say = (language) => (hits.length === 0 ? SAID.none[language]
      : `${hits.length} ${SAID.some[language]}`
        + (hits.length > SHOWN ? ` (${SAID.more[language]})` : ""));
    said.append(...both({ he: say("he"), en: say("en") }, "span"));
    list.append(...hits.slice(0, SHOWN).map(shown));
  }

  // What a link points at is opened, be it folded.
  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    target.scrollIntoView();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", answer);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; answer(); }
  });
  list.addEventListener("click", () => setTimeout(() => { input.value = ""; answer(); open(); }));
  window.addEventListener("hashchange", open);
  open();
})();
