/** All calls: who is on the line, live; then who was, read anew every two seconds. */

import { calls } from "./api.js";
import { byId, make, reconcile, setText } from "./dom.js";
import { clock } from "./format.js";
import { language, nextLanguage, startLanguage, t } from "./i18n.js";
import { toggleTheme } from "./prefs.js";
import { signIn } from "./sign-in.js";
import { partyName } from "./state.js";
import { wall } from "./wall.js";

const EVERY_MS = 2000;
const LONGEST_MS = 15000;

startLanguage();

const door = signIn(read);
const live = wall(() => reconcile(byId("live"), live.nodes()));
const rows = new Map();
let known = [];
let wait = EVERY_MS;
let timer = null;

async function read() {
  clearTimeout(timer);
  try {
    known = await calls();
    wait = EVERY_MS;
    byId("lost").hidden = true;
    draw();
  } catch (error) {
    if (error.status === 401) {
      door.ask();
      return;
    }
    wait = Math.min(LONGEST_MS, wait * 2);
    setText(byId("lost"), t("calls.lost"));
    byId("lost").hidden = false;
  }
  if (!document.hidden) timer = setTimeout(read, wait);
}

function draw() {
  const words = byId("search").value.trim().toLowerCase();
  const matches = (record) => !words || JSON.stringify(record).toLowerCase().includes(words);
  const open = known.filter((record) => !record.ended_at);
  const past = known.filter((record) => record.ended_at);
  const found = past.filter(matches);
  byId("none").hidden = known.length > 0;
  byId("live-part").hidden = !known.length;
  byId("no-live").hidden = open.length > 0;
  byId("history-part").hidden = !past.length;
  byId("no-match").hidden = found.length > 0;
  setText(byId("live-count"), open.length ? String(open.length) : "");
  live.sync(open);
  reconcile(byId("live"), live.nodes());
  reconcile(byId("history"), found.map(row));
}

function row(record) {
  const id = record.call_id;
  if (!rows.has(id)) {
    const link = make(
      "a",
      { href: `/calls/${encodeURIComponent(id)}` },
      make("span", { class: "name" }),
      make("span", { class: "label who" }),
      make("span", { class: "label num when" }),
      make("span", { class: "label num said" }),
      make("span", { class: "num end" }),
    );
    rows.set(id, make("li", {}, link));
  }
  const node = rows.get(id);
  const part = (name) => node.querySelector(name);
  const agent = partyName(record, "agent");
  setText(part(".name"), partyName(record, "customer") ?? t("callOf", { id }));
  setText(part(".who"), agent ? t("withAgent", { name: agent }) : (record.source ?? ""));
  const when = new Date(record.started_at);
  const format = { dateStyle: "medium", timeStyle: "short" };
  setText(part(".when"), when.toLocaleString(language(), format));
  const counted = Number.isFinite(record.suggestions);
  setText(part(".said"), counted ? t("calls.said", { turns: record.turns, advice: record.suggestions }) : "");
  setText(part(".end"), clock(Date.parse(record.ended_at) - when.getTime()));
  return node;
}

byId("search").addEventListener("input", draw);
byId("theme").addEventListener("click", toggleTheme);
byId("language").addEventListener("click", () => {
  nextLanguage();
  live.tick();
  draw();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) read();
});

setInterval(live.tick, 1000);
read();
