// What every page of the site does: options in two languages, and the search at its head.
(() => {
  "use strict";
  const root = document.querySelector("nav.site").dataset.root;
  const input = document.getElementById("search");
  const list = document.getElementById("places-found");
  const said = document.getElementById("search-said");
  const language = () => document.documentElement.lang;
  let places = null;
  let loading = null;
  let at = -1;

  function speak() {
    for (const one of document.querySelectorAll("[data-text-he]")) {
      const text = one.getAttribute(`data-text-${language()}`);
      if (one instanceof HTMLOptGroupElement) one.label = text;
      else one.textContent = text;
    }
    if (!list.hidden) show();
  }

  function load(src) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = src;
      script.onload = done;
      script.onerror = () => failed(new Error(src));
      document.head.append(script);
    });
  }

  window.thrivingPlaces = (rows) => {
    places = rows.map(([code, he, en, kind, councilHe, councilEn, isAuthority, page, spellings]) => ({
      code, he, en, kind, councilHe, councilEn, isAuthority, page, spellings }));
  };

  function ready() {
    loading ??= load(`${root}data/places.js`);
    return loading;
  }

  const WITHIN = { he: "במועצה האזורית", en: "within the regional council" };
  const NONE = { he: "אין יישוב בשם הזה", en: "no settlement of that name" };
  const FOUND = { he: (n) => `${n} יישובים נמצאו`, en: (n) => `${n} settlements found` };

  function option(place, number) {
    const item = document.createElement("li");
    item.id = `found-${number}`;
    item.role = "option";
    item.setAttribute("aria-selected", String(number === at));
    item.dataset.page = place.page;
    const name = document.createElement("bdi");
    name.className = "name";
    name.textContent = place[language()];
    const other = document.createElement("bdi");
    other.className = "other";
    other.textContent = language() === "he" ? place.en : place.he;
    const more = document.createElement("span");
    more.className = "more";
    const council = language() === "he" ? place.councilHe : place.councilEn;
    more.textContent = council ? `${WITHIN[language()]} ${council}` : place.kind[language()];
    item.append(name, " ", other, " ", more);
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      go(item);
    });
    return item;
  }

  function go(item) {
    location.href = root + item.dataset.page;
  }

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show() {
    const asked = input.value.trim();
    if (!asked || !places) return close();
    const found = window.thrivingSearch.find(asked, places);
    list.replaceChildren(...found.map(option));
    list.hidden = found.length === 0;
    said.textContent = found.length ? FOUND[language()](found.length) : NONE[language()];
    said.classList.toggle("unseen", found.length > 0);
    input.setAttribute("aria-expanded", String(found.length > 0));
  }

  function mark(to) {
    const items = [...list.children];
    if (!items.length) return;
    at = (to + items.length) % items.length;
    items.forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    items[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[at].id);
  }

  input.addEventListener("focus", ready);
  input.addEventListener("input", () => { at = -1; ready().then(show); });
  input.addEventListener("blur", () => { close(); said.textContent = ""; });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) {
      event.preventDefault();
      mark(at < 0 && step < 0 ? -1 : at + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      ready().then(() => { show(); const item = list.children[Math.max(at, 0)]; if (item) go(item); });
    } else if (event.key === "Escape") {
      close();
    }
  });

  // Every spelling of each settlement by its code, once they are loaded.
  const spellings = () => ready().then(() => new Map(places.map((one) => [one.code, one.spellings])));

  window.thrivingSite = { load, language, spellings };
  document.addEventListener("thriving:language", speak);
  speak();
})();
