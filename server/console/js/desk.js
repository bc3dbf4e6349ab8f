/** The agent's desk: own calls, own figures, favourite cards. */

import { ask, callsAt } from "./api.js";
import { byId, make, reconcile, setText } from "./dom.js";
import { favouritesAt } from "./favourites-api.js";
import { History } from "./history.js";
import { addWords, nameTab, t } from "./i18n.js";
import { signedIn } from "./key.js";
import { openNext, opensNext, setOpensNext } from "./next-call.js";
import { readOlder, startPage, unread } from "./page.js";
import { rereading } from "./reread.js";
import { hasOwnCalls } from "./role.js";
import { signOut } from "./tabs.js";
import { figureTiles, keptView, liveView, pastView } from "./view-desk.js";
import * as callWords from "./words-calls.js";
import * as ownWords from "./words-desk.js";

addWords(callWords);
addWords(ownWords);

const EVERY_MS = 5000;
const DAY_MS = 86_400_000;
const PERIODS = [7, 30, 90];
const TYPING_MS = 300;
const REFUSED = { 400: "desk.nobody", 403: "desk.token", 422: "desk.nobody" }; // of no use to ask again

const door = startPage({ signInTitle: "signin.title", onLanguage: drawAll, onKey: () => read() });
const calls = new History();
const live = liveView();
const past = pastView();
const kept = keptView();
let [figures, seen] = [null, null]; // the figures, and what they were asked of
let isKeptStale = true;
document.addEventListener("visibilitychange", () => (isKeptStale = true)); // one may be kept in another tab
const read = rereading(readOnce, lost, EVERY_MS);

/** Whose desk it is: an agent's own; who looks on names an agent. */
const agent = () => byId("agent").value.trim();
const chosen = () => byId("whose").hidden || agent() !== "";

function query(more) {
  const wanted = new URLSearchParams(more);
  if (!byId("whose").hidden) wanted.set("agent_id", agent());
  return wanted;
}

/** Read the calls, and again a while later; the figures when one has ended, the cards at first. */
async function readOnce(isNewest) {
  if (isKeptStale) await readKept();
  if (chosen()) {
    const page = await callsAt(`/api/calls?${query({ limit: 20 })}`);
    if (!isNewest()) return; // somebody else is chosen meanwhile
    calls.newest(page);
    if (hasOwnCalls(page.role)) openNext(page.calls);
    await readFigures(isNewest);
  }
  byId("lost").hidden = true;
  drawAll();
}

function lost(error) {
  const refused = REFUSED[error.status];
  if (kept.known()) drawAll(); // they were read, whatever is refused of somebody's calls
  return unread(door, error, t(refused ?? "desk.lost")) && !refused;
}

async function readKept() {
  const page = await favouritesAt();
  kept.newest(page);
  isKeptStale = false;
  const own = hasOwnCalls(page.role);
  if (own) byId("agent").value = ""; // the address may name another, whose desk this is not
  writeAddress();
  byId("whose").hidden = own;
  byId("choice").hidden = !own;
  byId("sign-out").hidden = !signedIn();
}

async function readFigures(isNewest) {
  const asked = `${agent()} ${byId("days").value} ${calls.ended().map((one) => one.call_id)}`;
  if (asked === seen) return;
  const from = new Date(Date.now() - byId("days").value * DAY_MS).toISOString().slice(0, 10);
  const { body } = await ask(`/api/insights?${query({ from })}`);
  if (isNewest()) [figures, seen] = [body, asked];
}

function drawAll() {
  drawTitle();
  drawPeriods();
  const [open, ended] = [calls.open(), calls.ended()];
  byId("choose").hidden = chosen();
  byId("live-part").hidden = !chosen() || !open.length;
  byId("figures-part").hidden = byId("past-part").hidden = !chosen() || !figures;
  byId("kept-part").hidden = !kept.known();
  reconcile(byId("live"), live(open));
  if (figures) byId("figures").replaceChildren(...figureTiles(figures));
  reconcile(byId("kept"), kept.nodes());
  byId("none-kept").hidden = kept.nodes().length > 0;
  byId("older-kept").hidden = !kept.next();
  reconcile(byId("past"), ended.map(past));
  byId("none-past").hidden = ended.length > 0;
  byId("older").hidden = !calls.next;
}

/** Say whose desk it is. */
function drawTitle() {
  const others = agent() ? t("desk.named", { name: agent() }) : t("desk.anyones");
  const title = byId("whose").hidden ? t("desk.title") : others;
  setText(byId("title"), title);
  nameTab(title);
}

function drawPeriods() {
  const days = byId("days").value || "30";
  const options = PERIODS.map((count) => make("option", { value: String(count) }, t("desk.days", { count })));
  if (byId("days").textContent === options.map((one) => one.textContent).join("")) return;
  byId("days").replaceChildren(...options);
  byId("days").value = days;
}

/** Keep the agent who was named in the address. */
function writeAddress() {
  history.replaceState(null, "", agent() ? `?agent=${encodeURIComponent(agent())}` : location.pathname);
}

/** Begin anew with the calls of somebody else. */
function change() {
  writeAddress();
  calls.clear();
  [figures, seen] = [null, null];
  read();
}

let typing = null;
byId("agent").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(change, TYPING_MS);
});
byId("whose").addEventListener("submit", (event) => event.preventDefault());
byId("days").addEventListener("change", () => read());
byId("older").addEventListener("click", async ({ target }) => {
  if (await readOlder(door, target, async () => calls.older(await callsAt(calls.next)))) drawAll();
});
byId("older-kept").addEventListener("click", async ({ target }) => {
  const before = byId("kept").childElementCount;
  if (!(await readOlder(door, target, async () => kept.older(await favouritesAt(kept.next()))))) return;
  drawAll();
  byId("kept").children[before]?.querySelector("a").focus(); // the button may be gone
});
byId("kept").addEventListener("dropped", drawAll);
byId("auto-open").checked = opensNext();
byId("auto-open").addEventListener("change", ({ target }) => setOpensNext(target.checked));
byId("sign-out").addEventListener("click", signOut);

byId("agent").value = new URLSearchParams(location.search).get("agent") ?? "";
drawPeriods();
read();
