/** All calls: who is on the line, live; then who was, read anew every two seconds. */

import { callsAt, callsPath, openCalls, recordOf } from "./api.js";
import { byId, make, reconcile, setName, setText, setWords } from "./dom.js";
import { length } from "./format.js";
import { placeOf, whole } from "./found.js";
import { History } from "./history.js";
import { addWords, language, t } from "./i18n.js";
import { subtitleOf, titleOf } from "./names.js";
import { noteDialog } from "./note.js";
import { signedIn } from "./key.js";
import { openNext, opensNext, setOpensNext } from "./next-call.js";
import { readOlder, startPage, unread } from "./page.js";
import { rereading } from "./reread.js";
import { cutOff } from "./state.js";
import { hasOwnCalls } from "./role.js";
import { signOut } from "./tabs.js";
import { wordsView } from "./view-words.js";
import { wall } from "./wall.js";
import * as ownWords from "./words-calls.js";

addWords(ownWords);

const EVERY_MS = 2000;
const TYPING_MS = 250;

const door = startPage({
  signInTitle: "signin.title",
  onLanguage() {
    live.tick();
    draw();
  },
  onKey: () => read(),
});
const live = wall(() => reconcile(byId("live"), live.nodes()), noteDialog().open);
const all = new History();
const found = new History();
const rows = new Map();
let words = "";
let refused = null;
let known = false;
const read = rereading(readOnce, (error) => unread(door, error, t("calls.lost")), EVERY_MS);

async function readOnce() {
  const asked = words;
  const newest = await callsAt(callsPath());
  all.newest(newest);
  if (newest.next) await readOpen();
  meet(newest.role);
  if (!byId("choice").hidden) openNext(newest.calls);
  if (asked) await search(asked);
  known = true;
  byId("lost").hidden = true;
  draw();
}

/** Read who is on the line for longer than the newest page tells, and how those that were ended. */
async function readOpen() {
  for (const id of all.going(await openCalls())) all.put(id, await recordOf(id));
}

/** Read the calls that have some words; of what is nothing to look for, there is none, and why. */
async function search(asked) {
  let [page, why] = [{ calls: [], next: null }, null];
  try {
    page = await callsAt(callsPath(whole(asked)));
  } catch (error) {
    if (error.status !== 422) throw error;
    why = error.message;
  }
  if (asked !== words) return; // others were typed meanwhile
  found.newest(page);
  refused = why;
}

/** Offer what a reader of that role may do; without keys, everybody's calls are one's own. */
function meet(role) {
  document.body.dataset.role = role ?? "";
  const own = hasOwnCalls(role);
  byId("choice").hidden = !own;
  byId("to-desk").dataset.i18n = own ? "desk.title" : "desk.anyones";
  setText(byId("to-desk"), t(byId("to-desk").dataset.i18n));
  byId("sign-out").hidden = !signedIn();
  for (const id of ["to-wall", "jobs", "knowledge"]) byId(id).hidden = role === "agent";
  byId("admin").hidden = role !== "admin";
}

const listed = () => (words ? found : all);

function draw() {
  if (!known) return;
  const [open, past] = [all.open(), listed().ended()];
  const some = all.records.size > 0;
  byId("none").hidden = some;
  byId("live-part").hidden = !some;
  byId("no-live").hidden = open.length > 0;
  byId("history-part").hidden = !all.ended().length;
  byId("no-match").hidden = past.length > 0;
  setWords(byId("no-match"), [refused ? { text: refused, lang: "en" } : { text: t("calls.noMatch") }]);
  byId("older").hidden = !listed().next;
  setText(byId("live-count"), open.length ? String(open.length) : "");
  live.sync(open);
  reconcile(byId("live"), live.nodes());
  reconcile(byId("history"), past.map(row));
  const shown = new Set(past.map((record) => record.call_id));
  for (const id of rows.keys()) if (!shown.has(id)) rows.delete(id);
}

function row(record) {
  const id = record.call_id;
  if (!rows.has(id)) rows.set(id, buildRow(id));
  const { node, places } = rows.get(id);
  places.draw(id, record.found, language());
  const part = (name) => node.querySelector(name);
  const format = { dateStyle: "medium", timeStyle: "short" };
  setName(part(".name"), titleOf(record));
  setName(part(".who"), subtitleOf(record, id));
  setText(part(".when"), new Date(record.started_at).toLocaleString(language(), format));
  const { turns, suggestions: advice } = record;
  const said = t("calls.said", { turns, advice });
  setText(part(".said"), cutOff(record.end_reason) ? `${said} · ${t("state.cut")}` : said);
  setText(part(".end"), length(record.duration_ms));
  return node;
}

function buildRow(id) {
  const link = make(
    "a",
    { href: placeOf(id) },
    make("span", { class: "name", dir: "auto" }),
    make("span", { class: "label who" }),
    make("span", { class: "label num when" }),
    make("span", { class: "label num said" }),
    make("span", { class: "num end" }),
  );
  const places = wordsView();
  return { node: make("li", {}, link, places.list), places };
}

let typing = null;
byId("search").addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    words = event.target.value.trim();
    refused = null;
    found.clear();
    read();
  }, TYPING_MS);
});
byId("auto-open").checked = opensNext();
byId("auto-open").addEventListener("change", (event) => {
  setOpensNext(event.target.checked);
  read();
});
byId("sign-out").addEventListener("click", signOut);
byId("older").addEventListener("click", async ({ target }) => {
  const list = listed();
  if (await readOlder(door, target, async () => list.older(await callsAt(list.next)))) draw();
});

setInterval(live.tick, 1000);
read();
