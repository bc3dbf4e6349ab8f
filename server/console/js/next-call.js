/** The agent's next call, opened by itself when it begins, where the reader chose that. */

import { callsAt, callsPath } from "./api.js";
import { placeOf } from "./found.js";
import { recall, remember } from "./prefs.js";
import { hasOwnCalls } from "./role.js";

const EVERY_MS = 2000;
const OPENED = "callshadow.opened"; // in this tab: who goes back is not taken there again
const MOST = 50;

export const opensNext = () => recall("autoOpen") === "on";
export const setOpensNext = (on) => remember("autoOpen", on ? "on" : "off");

/** The id of the newest call on the line that is not in `opened`; null for none. */
export function nextOf(records, opened) {
  const open = records.filter((one) => !one.ended_at && !opened.includes(one.call_id));
  open.sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at));
  return open[0]?.call_id ?? null;
}

/** Go to the reader's next call, if there is one. */
export function openNext(records) {
  const next = opensNext() ? nextOf(records, openedHere()) : null;
  if (!next) return;
  setOpened([...openedHere(), next]);
  location.assign(placeOf(next));
}

/** A call's page: it is open now, and once it is over the next one takes its place. */
export function nextCall(callId) {
  setOpened([...openedHere(), callId]);
  let timer = null;

  async function look() {
    if (!opensNext()) return;
    try {
      const { calls, role } = await callsAt(callsPath());
      if (hasOwnCalls(role)) openNext(calls);
    } catch (error) {
      if ([401, 403].includes(error.status)) stop();
    }
  }

  function stop() {
    clearInterval(timer);
    timer = null;
  }

  return { watch: () => (timer ??= setInterval(look, EVERY_MS)), stop };
}

function openedHere() {
  try {
    return JSON.parse(sessionStorage.getItem(OPENED) ?? "[]");
  } catch {
    return []; // storage is refused to some iframes
  }
}

function setOpened(ids) {
  try {
    sessionStorage.setItem(OPENED, JSON.stringify(ids.slice(-MOST)));
  } catch {
    // it is then known to this page only
  }
}
