// Finding a settlement by any spelling; the same rules for names as those of the warehouse.
(() => {
  "use strict";
  const QUOTES = { "״": '"', "׳": "'", "’": "'", "‘": "'", "”": '"', "“": '"', "`": "'" };
  const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u061c\u2066-\u2069\ufeff]/g;
  const MOST = 12;

  function normalise(name) {
    let text = name.normalize("NFC").replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
    text = text.replace(/[״׳’‘”“`]/g, (mark) => QUOTES[mark]).replace(/[*"']/g, "");
    text = text.replace(/[\s\-־‑–—]+/g, " ").trim().replaceAll("קרית ", "קריית ");
    return text.replace(/([יו])\1+/g, "$1");
  }

  const spelling = (name) => normalise(name).toLowerCase();

  // What is left of a name when the letters that people hear alike are one: Safed, Tsfat, Zefat.
  function sound(name) {
    if (/[\u0590-\u05ff]/.test(name)) return name.replace(/[אהויע\s]/g, "").replace(/ט/g, "ת").replace(/ק/g, "כ");
    return name.replace(/[^a-z]/g, "").replace(/tz|ts/g, "s").replace(/ph/g, "f").replace(/ck|ch|kh/g, "k")
      .replace(/[qc]/g, "k").replace(/[zx]/g, "s").replace(/[vw]/g, "b").replace(/p/g, "f")
      .replace(/d/g, "t").replace(/[aeiouyhj]/g, "").replace(/(.)\1+/g, "$1");
  }

  // How many letters differ, up to a limit.
  function distance(one, other, limit) {
    if (Math.abs(one.length - other.length) > limit) return limit + 1;
    let before = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let row = 1; row <= one.length; row++) {
      const now = [row];
      for (let at = 1; at <= other.length; at++) {
        now.push(Math.min(before[at] + 1, now[at - 1] + 1,
          before[at - 1] + (one[row - 1] === other[at - 1] ? 0 : 1)));
      }
      before = now;
    }
    return before[other.length];
  }

  // How well a spelling answers: 0 the same, then a beginning, a part, a like sound, a slip; or null.
  function fit(asked, heard, name) {
    if (name === asked) return 0;
    if (name.startsWith(asked)) return 1;
    if (name.includes(` ${asked}`)) return 2;
    if (asked.length > 1 && name.includes(asked)) return 3;
    if (heard.length > 2 && sound(name) === heard) return 4;
    const slips = asked.length > 6 ? 2 : 1;
    if (asked.length > 3 && distance(asked, name, slips) <= slips) return 5;
    return null;
  }

  // The settlements that a text may mean, best first; authorities before localities.
  function find(asked, places) {
    const wanted = spelling(asked.replace(/^(מועצה אזורית|מועצה מקומית|עיריית|עירית)\s+/, ""));
    if (!wanted) return [];
    const heard = sound(wanted);
    const found = [];
    places.forEach((place, order) => {
      let best = /^\d+$/.test(wanted) && Number(place.code) === Number(wanted) ? 0 : null;
      for (const name of place.spellings) {
        const how = fit(wanted, heard, name);
        if (how !== null && (best === null || how < best)) best = how;
      }
      if (best !== null) found.push([best, place.isAuthority ? 0 : 1, order, place]);
    });
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    // Likeness is a help where nothing is written as asked.
    const sure = found.filter(([how]) => how < 4);
    return (sure.length ? sure : found).slice(0, MOST).map(([, , , place]) => place);
  }

  window.thrivingSearch = { normalise, spelling, find };
})();
