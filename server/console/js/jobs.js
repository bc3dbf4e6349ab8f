/** The page of the work after calls: what waits, runs, needs a person, failed or is done. */

import { announce } from "./announce.js";
import { byId, make, setText } from "./dom.js";
import { addWords, t } from "./i18n.js";
import { change, jobs } from "./jobs-api.js";
import { signedIn } from "./key.js";
import { startPage, unread } from "./page.js";
import { rereading } from "./reread.js";
import { signOut } from "./tabs.js";
import { callNames, jobTable } from "./view-jobs.js";
import * as ownWords from "./words-jobs.js";

addWords(ownWords);

const EVERY_MS = 5000;
const PAGE = 50;
const MOST = 200; // the server lists no more at once
const STATES = ["", "needs_approval", "failed", "waiting", "running", "done"];

const door = startPage({ signInTitle: "signin.title", onLanguage: draw, onKey: () => read() });
const table = jobTable(byId("jobs"), act);
const choices = STATES.map(choice);
let [state, limit] = ["", PAGE];
let known = null;
const read = rereading(readOnce, lost, EVERY_MS);

async function readOnce(isNewest) {
  const { body, next } = await jobs(state, limit);
  if (!isNewest()) return; // another state has been chosen
  known = { jobs: body, older: next !== null && limit < MOST };
  byId("lost").hidden = true;
  draw();
}

function lost(error) {
  const refused = error.status === 403;
  return unread(door, error, t(refused ? "jobs.refused" : "jobs.lost")) && !refused;
}

async function act(job, action) {
  const wrong = byId("wrong");
  wrong.hidden = true;
  try {
    const changed = await change(job.job_id, action);
    announce(t("jobs.changed", { call: callNames(job)[0], state: t(`jobState.${changed.state}`) }));
  } catch (error) {
    setText(wrong, error.message); // that somebody else came first, for one
    wrong.hidden = false;
  }
  await read();
}

function draw() {
  if (!known) return;
  const some = known.jobs.length > 0;
  byId("sign-out").hidden = !signedIn();
  byId("jobs-part").hidden = !some && !state;
  byId("none").hidden = some || state !== "";
  byId("none-such").hidden = some || !state;
  byId("table").hidden = !some;
  byId("older").hidden = !known.older;
  choices.forEach(drawChoice);
  table.show(known.jobs);
}

function choice(one) {
  const node = make("button", { class: "button", type: "button", "data-state": one });
  node.addEventListener("click", () => {
    [state, limit] = [one, PAGE];
    choices.forEach(drawChoice);
    read();
  });
  return node;
}

function drawChoice(node) {
  const one = node.dataset.state;
  setText(node, one ? t(`jobState.${one}`) : t("jobs.all"));
  node.setAttribute("aria-pressed", String(one === state));
}

byId("states").append(...choices);
byId("older").addEventListener("click", () => {
  limit = Math.min(limit + PAGE, MOST);
  read();
});
byId("sign-out").addEventListener("click", signOut);
read();
