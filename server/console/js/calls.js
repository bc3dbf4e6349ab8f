/** All calls: who is on the line, then who was; read anew every two seconds. */

import { calls } from "./api.js";
import { byId, make, reconcile, setText } from "./dom.js";
import { clock } from "./format.js";
import { language, nextLanguage, startLanguage, t } from "./i18n.js";
import { setKey } from "./key.js";
import { toggleTheme } from "./prefs.js";
import { partyName } from "./state.js";

const EVERY_MS = 2000;
const LONGEST_MS = 15000;

startLanguage();

const nodes = new Map();
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
    if (error.status === 401) return signIn();
    wait = Math.min(LONGEST_MS, wait * 2);
    setText(byId("lost"), t("calls.lost"));
    byId("lost").hidden = false;
  }
  if (!document.hidden) timer = setTimeout(read, wait);
}

const isLive = (call) => !call.ended_at;
const named = (call, role) =>
  partyName({ participants: call.participants ?? [], parameters: call.parameters ?? {} }, role);

function draw() {
  const words = byId("search").value.trim().toLowerCase();
  const matches = (call) => !words || JSON.stringify(call).toLowerCase().includes(words);
  const live = known.filter(isLive);
  const past = known.filter((call) => !isLive(call));
  const found = past.filter(matches);
  byId("none").hidden = known.length > 0;
  byId("live-part").hidden = !known.length;
  byId("no-live").hidden = live.length > 0;
  byId("history-part").hidden = !past.length;
  byId("no-match").hidden = found.length > 0;
  setText(byId("live-count"), live.length ? String(live.length) : "");
  reconcile(byId("live"), live.map((call) => card(call)));
  reconcile(byId("history"), found.map((call) => row(call)));
  const kept = new Set(known.map(keyOf));
  for (const key of nodes.keys()) if (!kept.has(key)) nodes.delete(key);
}

const keyOf = (call) => `${isLive(call) ? "live" : "past"}/${call.call_id}`;

function remembered(call, build) {
  const key = keyOf(call);
  if (!nodes.has(key)) nodes.set(key, build());
  return nodes.get(key);
}

const addressOf = (call) => `/calls/${encodeURIComponent(call.call_id)}`;
const titleOf = (call) => named(call, "customer") ?? t("calls.unknown");

function card(call) {
  const node = remembered(call, () =>
    make("li", {}, make("a", { class: "call-card", href: addressOf(call) },
      make("span", { class: "card-top" },
        make("span", { class: "name" }),
        make("span", { class: "pill", "data-state": "live" },
          make("span", { class: "pill-mark" }), make("span", { class: "num time" }))),
      make("span", { class: "label who" }))));
  setText(node.querySelector(".name"), titleOf(call));
  setText(node.querySelector(".time"), clock(Date.now() - Date.parse(call.started_at)));
  setText(node.querySelector(".who"), second(call));
  return node;
}

function row(call) {
  const node = remembered(call, () =>
    make("li", {}, make("a", { href: addressOf(call) },
      make("span", { class: "name" }), make("span", { class: "label who" }),
      make("span", { class: "label num when" }), make("span", { class: "num end" }))));
  setText(node.querySelector(".name"), titleOf(call));
  setText(node.querySelector(".who"), second(call));
  const when = new Date(call.started_at);
  const format = { dateStyle: "medium", timeStyle: "short" };
  setText(node.querySelector(".when"), when.toLocaleString(language(), format));
  setText(node.querySelector(".end"), clock(Date.parse(call.ended_at) - when.getTime()));
  return node;
}

function second(call) {
  const agent = named(call, "agent");
  return agent ? t("withAgent", { name: agent }) : call.call_id;
}

function signIn() {
  const dialog = byId("sign-in");
  byId("sign-in-wrong").hidden = !dialog.dataset.tried;
  if (!dialog.open) dialog.showModal();
}

byId("sign-in-form").addEventListener("submit", (event) => {
  event.preventDefault();
  setKey(byId("sign-in-key").value);
  byId("sign-in").dataset.tried = "yes";
  byId("sign-in").close();
  read();
});
byId("search").addEventListener("input", draw);
byId("theme").addEventListener("click", toggleTheme);
byId("language").addEventListener("click", () => {
  nextLanguage();
  draw();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) read();
});

read();
