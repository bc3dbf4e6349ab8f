/** Whose call it is, and honestly how it stands. */

import { byId, setName, setText } from "./dom.js";
import { length } from "./format.js";
import { nameTab, t } from "./i18n.js";
import { subtitleOf, titleOf } from "./names.js";
import { cutOff, embeddedParts, ranMs } from "./state.js";

export function drawHeader(call, connection) {
  const title = call.seq ? titleOf(call) : t("source.other");
  setName(byId("call-title"), title);
  setName(byId("call-sub"), subtitleOf(call, call.callId));
  nameTab(title);
  const state = stateOf(call, connection);
  byId("state").dataset.state = state;
  document.documentElement.dataset.call = state;
  const cut = state === "ended" && cutOff(call.endReason);
  setText(byId("state-word"), t(cut ? "state.cut" : `state.${state}`));
}

/** connecting, live, waiting, reconnecting, offline, refused, replay or ended. */
function stateOf(call, connection) {
  if (call.phase === "ended") return "ended";
  if (connection.state === "refused" && ![401, 403].includes(connection.status)) return "waiting";
  if (connection.state === "live" && call.phase === "unknown") {
    return connection.settled ? "waiting" : "connecting"; // waiting for a call that is not there yet
  }
  if (connection.state === "reconnecting" && !navigator.onLine) return "offline";
  return connection.state;
}

/** How long the call has run, or did; in a replay, where it stands. */
export function drawClock(call, now, moment) {
  if (call.startedAt === null) return;
  setText(byId("clock"), length(moment ?? ranMs(call, now)));
}

/** Say plainly when no recogniser or no model is behind what is shown. */
export function drawRunning(call) {
  const { recorded, playbook } = embeddedParts(call);
  const key = recorded && playbook ? "embedded" : recorded ? "recorded" : "playbook";
  byId("running").hidden = !recorded && !playbook;
  setText(byId("running-words"), t(`notice.${key}`));
}
