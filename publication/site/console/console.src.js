// Queries over the published Parquet in the reader's own browser: nothing is asked of any other host.
import * as duckdb from "@duckdb/duckdb-wasm";
import init, { readParquet } from "parquet-wasm/esm/parquet_wasm.js";

const MOST_ROWS = 1000;
const here = document.getElementById("console");
const input = document.getElementById("query");
const run = document.getElementById("run");
const said = document.getElementById("console-said");
const output = document.getElementById("answer");
const save = document.getElementById("save");
const tables = JSON.parse(document.getElementById("console-tables").textContent);
const lang = () => document.documentElement.lang;
const at = (name) => new URL(name, new URL(here.dataset.at, location.href)).href;

const WORDS = {
  file: {
    he: "הדפדפן מריץ שאילתות רק בדף שנפתח משרת. למשל: python3 -m http.server בתיקיית האתר, ואז http://localhost:8000/sql.html",
    en: "A browser runs queries only on a page that comes from a server. Such as: python3 -m http.server in the folder of the site, then http://localhost:8000/sql.html",
  },
  starting: { he: "המנוע נטען…", en: "The engine is loading…" },
  loading: { he: (name) => `הטבלה ${name} נטענת…`, en: (name) => `The table ${name} is loading…` },
  rows: { he: (n, ms) => `${n} שורות, ${ms} אלפיות שנייה`, en: (n, ms) => `${n} rows, ${ms} ms` },
  more: { he: (n) => `מוצגות ${n} השורות הראשונות; כולן בקובץ להורדה`, en: (n) => `the first ${n} are shown; all are in the file to save` },
  failed: { he: "השאילתה נכשלה: ", en: "The query failed: " },
};
const say = (word) => WORDS[word][lang()];

let starting = null;
const held = new Set();
let last = null;

async function start() {
  said.textContent = say("starting");
  const worker = new Worker(at("duckdb-browser-eh.worker.js"));
  const engine = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await Promise.all([engine.instantiate(at("duckdb-eh.wasm")), init({ module_or_path: at("parquet_wasm_bg.wasm") })]);
  const connection = await engine.connect();
  // Nothing from outside: neither extensions nor addresses in a query.
  for (const setting of [
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "create schema marts",
    "set schema = 'marts'",
    "set enable_external_access = false",
    "set lock_configuration = true",
  ]) await connection.query(setting);
  return connection;
}

async function bring(connection, sql) {
  const words = new Set(sql.toLowerCase().match(/[a-z_][a-z0-9_]*/g) ?? []);
  for (const [name, file] of Object.entries(tables)) {
    if (!words.has(name) || held.has(name)) continue;
    said.textContent = say("loading")(name);
    const answer = await fetch(file);
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    const stream = readParquet(new Uint8Array(await answer.arrayBuffer())).intoIPCStream();
    await connection.insertArrowFromIPCStream(stream, { name, schema: "marts", create: true });
    held.add(name);
  }
}

function shown(value) {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") return JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one));
  return String(value);
}

function asRows(answer) {
  const names = answer.schema.fields.map((field) => field.name);
  const stamps = answer.schema.fields.map((field) => /^(Timestamp|Date)/.test(String(field.type)));
  const rows = answer.toArray().map((row) => names.map((name, column) => {
    const value = row[name];
    return shown(stamps[column] && typeof value === "number" ? new Date(value) : value);
  }));
  return { names, rows };
}

function draw({ names, rows }) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of names) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows.slice(0, MOST_ROWS)) {
    const line = body.insertRow();
    for (const value of row) {
      const cell = document.createElement("bdi");
      cell.textContent = value;
      line.insertCell().append(cell);
    }
  }
  output.replaceChildren(table);
}

async function ask() {
  run.disabled = true;
  try {
    starting ??= start();
    const connection = await starting;
    await bring(connection, input.value);
    const begin = performance.now();
    last = asRows(await connection.query(input.value));
    draw(last);
    const ms = Math.round(performance.now() - begin);
    said.textContent = say("rows")(last.rows.length, ms)
      + (last.rows.length > MOST_ROWS ? `; ${say("more")(MOST_ROWS)}` : "");
    save.hidden = false;
  } catch (error) {
    said.textContent = say("failed") + error.message;
    output.replaceChildren();
    save.hidden = true;
  } finally {
    run.disabled = false;
  }
}

// A text that a spreadsheet would take for a formula begins with an apostrophe, as in the exports.
const cell = (value) => {
  const inert = /^[=+@\t\r]|^-(?![\d.])/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
};

function keep() {
  const lines = [last.names, ...last.rows].map((row) => row.map(cell).join(","));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  link.download = "answer.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

if (location.protocol === "file:") {
  said.textContent = say("file");
  document.addEventListener("thriving:language", () => { said.textContent = say("file"); });
} else {
  run.disabled = false;
  run.addEventListener("click", ask);
  save.addEventListener("click", keep);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
  });
}
document.getElementById("example").addEventListener("change", (event) => {
  if (event.target.value) input.value = event.target.value;
});
