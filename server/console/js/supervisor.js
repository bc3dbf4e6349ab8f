/** The supervisor's wall: the live calls by their risk, as the server tells them. */

import { announce } from "./announce.js";
import { byId, make, reconcile, setText } from "./dom.js";
import { addWords, t, translate } from "./i18n.js";
import { signedIn } from "./key.js";
import { noteDialog } from "./note.js";
import { startPage, unread } from "./page.js";
import { recall, remember } from "./prefs.js";
import { signOut } from "./tabs.js";
import { playTone } from "./tone.js";
import { wallRow } from "./view-wall.js";
import { addressOf, choices, FILTERS, filtersOf, isWanted, Wall } from "./wall-order.js";
import { followStream, restUnseen } from "./wall-stream.js";
import * as afterWords from "./words-calls.js";
import * as ownWords from "./words-wall.js";

addWords(afterWords);
addWords(ownWords);

const SORT_MS = 2000; // rows that move more often can't be read
const TICK_MS = 1000;

const door = startPage({
  signInTitle: "signin.title",
  onLanguage() {
    for (const row of drawn.values()) translate(row.node);
    fill();
    drawAll();
  },
  onKey: () => stream.restart(),
});
const wall = new Wall();
const drawn = new Map(); // call id → its row on the page
const dirty = new Set();
const list = byId("wall");
const note = noteDialog((team, calls) => {
  const words = t("wall.noteSent", { team, calls });
  announce(words);
  setText(byId("sent"), words);
});
let filters = filtersOf(location.search);
let [frame, sortedAt, skew, told] = [null, 0, 0, false];

const now = () => Date.now() + skew;

/** Whether a row must stay where it is: somebody points at it, or is about to act on it. */
function isHeld() {
  return list.matches(":hover") || list.contains(document.activeElement) || byId("note").open;
}

function take(message) {
  skew = Date.parse(message.at) - Date.now();
  told = true;
  tell(wall.raised(message));
  for (const id of wall.take(message)) dirty.add(id);
  if (message.whole) fill();
  redraw();
}

/** Say what was raised: to a screen reader, and by a tone where the reader wants one. */
function tell(raised) {
  if (!raised.length) return;
  const names = raised.map(({ row, alert }) => `${alert.title} (${row.agent ?? row.agent_id ?? row.call_id})`);
  announce(t("wall.raised", { names: names.join("; ") }));
  if (byId("sound").checked) playTone();
}

function redraw() {
  frame ??= requestAnimationFrame(() => {
    frame = null;
    draw();
  });
}

function draw() {
  const held = isHeld();
  const due = performance.now() - sortedAt >= SORT_MS;
  if (held || !due) wall.hold();
  else sort();
  for (const id of dirty) drawRow(id);
  dirty.clear();
  place();
  drawCounts(held);
}

function sort() {
  sortedAt = performance.now();
  wall.sort();
  for (const id of drawn.keys()) if (!wall.rows.has(id)) drawn.delete(id);
}

function drawRow(id) {
  const row = wall.rows.get(id);
  if (!row) return;
  if (!drawn.has(id)) drawn.set(id, wallRow(({ call_id }) => note.open(call_id)));
  drawn.get(id).draw(row, { isGone: wall.gone.has(id), now: now() });
}

/** Put the rows that the filters let through in their order; no other node is touched. */
function place() {
  const wanted = wall.order.filter((id) => wall.rows.has(id) && isWanted(wall.rows.get(id), filters));
  reconcile(list, wanted.map((id) => drawn.get(id).node));
  byId("none").hidden = !told || wall.rows.size > 0;
  byId("no-match").hidden = !wall.rows.size || wanted.length > 0;
}

function drawCounts(held) {
  const rows = [...wall.rows.values()].filter(({ call_id }) => !wall.gone.has(call_id));
  const high = rows.filter(({ risk }) => risk.level === "high").length;
  setText(byId("counts"), told ? t("wall.counts", { calls: rows.length, high }) : "");
  const moved = held ? wall.moved() : 0;
  setText(byId("held"), moved ? t("wall.kept", { count: moved }) : "");
}

function drawAll() {
  for (const id of wall.rows.keys()) dirty.add(id);
  sortedAt = 0;
  redraw();
}

const fieldOf = (name) => byId(name === "language" ? "language-of" : name);

/** Offer the filters that there are something for, and the one that is chosen. */
function fill() {
  const found = { ...choices(wall.rows.values()), risk: ["medium", "high"] };
  for (const name of FILTERS) {
    const field = fieldOf(name);
    if (document.activeElement === field) continue; // its list may be open
    const values = [...new Set([...found[name], ...(filters[name] ? [filters[name]] : [])])];
    const label = (value) => (name === "risk" ? t(`wall.from_${value}`) : value);
    const options = values.map((value) => make("option", { value }, label(value)));
    field.replaceChildren(make("option", { value: "" }, t("wall.all")), ...options);
    field.value = filters[name];
  }
  fillTeamNote();
}

/** A note to a team is offered where the filters name one. */
function fillTeamNote() {
  const { team } = filters;
  byId("team-note").hidden = !team;
  setText(byId("team-note-words"), team ? t("wall.noteTo", { team }) : "");
}

byId("filters").addEventListener("change", () => {
  filters = Object.fromEntries(FILTERS.map((name) => [name, fieldOf(name).value]));
  history.replaceState(null, "", location.pathname + addressOf(filters));
  setText(byId("sent"), "");
  fillTeamNote();
  redraw();
});
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("sound").checked = recall("wall-sound") === "on";
byId("sound").addEventListener("change", ({ target }) => {
  remember("wall-sound", target.checked ? "on" : "off");
  if (target.checked) playTone();
});
byId("team-note").addEventListener("click", () => note.openTeam(filters.team, byId("team-note-words").textContent));
byId("sign-out").addEventListener("click", signOut);
list.addEventListener("pointerleave", redraw);
list.addEventListener("focusout", redraw);

byId("sign-out").hidden = !signedIn(); // now, as it may need a line of its own
const stream = followStream("/api/wall/live", take, (error) => {
  byId("sign-out").hidden = !signedIn();
  if (error === null) byId("lost").hidden = true;
  else unread(door, error, t(error.status === 403 ? "wall.forbidden" : "wall.lost"));
});

restUnseen(stream, () => byId("sound").checked);

setInterval(() => {
  if (document.hidden) return;
  for (const id of wall.order) drawn.get(id)?.tick(now());
  fill();
  redraw();
}, TICK_MS);
fill();
