/** One call: the events in, the views out, once a frame. */

import { announce } from "./announce.js";
import { byId, isEmbedded, setText } from "./dom.js";
import { embedding } from "./embed.js";
import { follow } from "./follow.js";
import { decoded } from "./found.js";
import { t } from "./i18n.js";
import { listen, promiseKeys } from "./keyboard.js";
import { nextCall } from "./next-call.js";
import { startPage } from "./page.js";
import { recall, remember } from "./prefs.js";
import { isAgent } from "./role.js";
import { callView } from "./view-call.js";
import { exportView } from "./view-export.js";
import { drawFigures } from "./view-figures.js";
import { replayView } from "./view-replay.js";
import { whisperSwitch } from "./whisper.js";

const SETTLE_MS = 1500;
const PARENT_MS = 2000; // the page around us may know a token before its reader is asked

const door = startPage({
  signInTitle: "refused.401",
  onLanguage() {
    view.relabel();
    replay.relabel();
    redraw("all");
  },
  onKey(token) {
    chooseKeys();
    if (connection.state === "live") client.send({ type: "token", token }); // before the old one ends
    else client.retry();
  },
});

const callId = decoded(location.pathname.split("/").filter(Boolean).at(-1));
const view = callView(callId, dismissNote, rateSource);
const { advice } = view;
const log = []; // the durable events, for the replay
let connection = { state: "connecting" };
let asked = null;
let asking = null;
let past = null; // the moment that is replayed, as from `Replay.at`
let extras = null; // what is loaded once the call is there

const dirty = { areas: new Set(), turns: [] };
let frame = null;

function redraw(...areas) {
  for (const area of areas) dirty.areas.add(area);
  frame ??= requestAnimationFrame(draw);
}

function draw() {
  frame = null;
  const { areas, turns } = { ...dirty };
  dirty.areas = new Set();
  dirty.turns = [];
  view.draw(seen(), areas, turns);
  extras?.draw();
}

function seen() {
  if (!past) return { call, connection, now: now(), moment: null, asked };
  const replayed = { state: "replay" };
  return { call: past.call, connection: replayed, now: past.now, moment: replay.moment(), asked: null };
}

const replay = replayView((moment) => {
  const before = past?.call ?? call;
  past = moment;
  const { call: wanted } = seen();
  if (wanted === before) dirty.turns.push(...(moment?.turns ?? []));
  else dirty.turns = view.change(wanted);
  if (wanted !== before || !moment) redraw("all");
  else if (moment.areas.size) redraw(...moment.areas);
  else view.tick(seen());
});

const { call, client, now } = follow(callId, take, connected, () => location.reload());

function connected(state) {
  connection = state;
  whisper.connected(state.state === "live");
  // A call that exists shows at once; a socket that stays empty belongs to none yet.
  if (state.state === "live") setTimeout(() => settle(state), SETTLE_MS);
  clearTimeout(asking);
  if (state.state === "refused" && state.status === 401) {
    asking = setTimeout(door.ask, embed.needToken(callId) ? PARENT_MS : 0);
  }
  redraw("connection");
}

/** The record has been read again: what it does not know of was lost with the socket before. */
function settle(state) {
  state.settled = true;
  if (state === connection) [...call.suggestions.values()].filter(isLost).forEach(sendRating);
  redraw("connection");
}

const isLost = ({ rating, recorded, sentOn }) => rating && !recorded && sentOn !== connection;

function sendRating(suggestion) {
  const { id, rating } = suggestion;
  suggestion.sentOn = connection;
  client.send({ type: "feedback", suggestion_id: id, rating });
}

const whisper = whisperSwitch((message) => {
  if (connection.state === "live") client.send(message);
});
const embed = embedding(door.accept);
const taken = exportView(callId);
const next = isEmbedded() ? null : nextCall(callId);

function take(event, change) {
  if (["suggestion.final", "error"].includes(event.type)) asked = null;
  if (event.seq === log.length + 1) log.push(event);
  if (!past) dirty.turns.push(...change.turns);
  if (!past && change.areas.size) redraw(...change.areas);
  taken.show(call.phase === "ended");
  if (call.phase === "ended") next?.watch();
  else next?.stop();
  if (call.phase !== "ended") replay.unload();
  else if (change.areas.has("call")) replay.load(callId, log);
  whisper.take(event);
  extras?.take(event);
  embed.tell(event);
}

function dismissNote(key) {
  const { call: shown } = seen();
  shown.notes = shown.notes.filter((note) => note.note_id !== key);
  redraw("notices");
}

function rate(rating) {
  if (past) return;
  const suggestion = advice.meant(Date.now());
  if (suggestion?.state !== "final") return;
  Object.assign(suggestion, { rating, recorded: false });
  sendRating(suggestion);
  redraw("advice");
}

function rateSource(suggestion, source, rating) {
  if (past) return;
  suggestion.sourceRatings.set(source, rating);
  client.send({ type: "feedback", suggestion_id: suggestion.id, rating, source });
}

async function copy() {
  if (!advice.shown()) return;
  await navigator.clipboard.writeText(advice.words());
  showCopied("check", "copied");
  setTimeout(() => showCopied("copy", "copy"), 1500);
}

function showCopied(picture, words) {
  byId("copy").querySelector("use").setAttribute("href", `#icon-${picture}`);
  setText(byId("copy-word"), t(words));
  if (words === "copied") announce(t(words));
}

function setPaused(wanted) {
  if (call.phase === "ended") return;
  client.send({ type: wanted ? "pause" : "resume" });
}

/** Let the coach speak more readily or less, for everybody who sees the call. */
function setLevel(level) {
  if (call.phase !== "ended") client.send({ type: "verbosity", level });
}

function nextLevel() {
  const levels = [...byId("level").options].map((option) => option.value);
  setLevel(levels[(levels.indexOf(byId("level").value) + 1) % levels.length]);
}

/** Single keys steer the agent's coach: who looks on has to switch them on. */
async function chooseKeys() {
  const chosen = recall("keys");
  byId("keys-enabled").checked = chosen ? chosen !== "off" : await isAgent();
  promiseKeys(byId("keys-enabled").checked);
}

function setVerbosity(level) {
  document.documentElement.dataset.verbosity = level;
  remember("verbosity", level);
  redraw("advice");
  for (const button of byId("verbosity").children) {
    button.setAttribute("aria-pressed", String(button.dataset.verbosity === level));
  }
}

byId("actions").addEventListener("click", (event) => {
  const { rating } = event.target.closest("[data-rating]")?.dataset ?? {};
  if (rating) rate(rating);
});
byId("copy").addEventListener("click", copy);
byId("pause").addEventListener("click", () => setPaused(!call.paused));
byId("verbosity").addEventListener("click", (event) => {
  const { verbosity } = event.target.closest("[data-verbosity]")?.dataset ?? {};
  if (verbosity) setVerbosity(verbosity);
});
byId("level").addEventListener("change", (event) => setLevel(event.target.value));
byId("help").addEventListener("click", () => byId("keys-dialog").showModal());
byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = byId("ask-text");
  const text = field.value.trim();
  if (!text) return;
  client.send({ type: "ask", text });
  asked = text;
  redraw("notices");
  field.value = "";
  field.blur();
});
byId("ask-text").addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur();
});
byId("keys-enabled").addEventListener("change", (event) => {
  remember("keys", event.target.checked ? "on" : "off");
  promiseKeys(event.target.checked);
});

const acts = {
  u: () => rate("used"),
  g: () => rate("useful"),
  n: () => rate("not_useful"),
  x: () => rate("dismissed"),
  c: copy,
  p: () => setPaused(!call.paused),
  v: nextLevel,
  1: () => setVerbosity("1"),
  2: () => setVerbosity("2"),
  3: () => setVerbosity("3"),
  "/": () => byId("ask-text").focus(),
  "?": () => byId("keys-dialog").showModal(),
  " ": replay.toggle,
  ArrowLeft: replay.back,
  ArrowRight: replay.on,
};
listen(acts, () => byId("keys-enabled").checked);

window.addEventListener("online", () => client.retry());
window.addEventListener("offline", () => redraw("connection"));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && connection.state === "reconnecting") client.retry();
});

setVerbosity(document.documentElement.dataset.verbosity);
chooseKeys();
drawFigures(call);
setInterval(() => {
  view.tick(seen());
  if (call.trouble || call.statuses.size) redraw("notices"); // an old one goes by itself
}, 1000);
redraw("all");
client.start();
import("./call-extras.js").then(({ callExtras }) => {
  extras = callExtras({ callId, call, advice, now, acts });
});
