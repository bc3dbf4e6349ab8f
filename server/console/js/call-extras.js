/** What an agent has on a call's page beside the advice; it is loaded once the page is there.
 *
 * Favourite cards, notifications, and keys for what is otherwise a click away.
 */

import { byId, isEmbedded, make } from "./dom.js";
import { addWords, translate } from "./i18n.js";
import { keepView } from "./keep.js";
import { nextLanguage } from "./language.js";
import { notifyView } from "./notify.js";
import * as own from "./words-desk.js";

addWords(own);

/**
 * @param {string} callId
 * @param call the call's state
 * @param advice the card on show, as from `adviceView`
 * @param {() => number} now the time on the server's clock
 * @param acts those of `listen`, which get more
 * @returns {{take, draw}} for each event, and whenever something is drawn
 */
export function callExtras({ callId, call, advice, now, acts }) {
  const keep = keepView(callId, advice);
  const notify = canNotify() ? notifyView(callId, now) : null;
  const mine = [["F", "keep", keep.toggle]];
  if (notify) mine.push(["B", "notify", notify.open]);
  mine.push(
    ["S", "scorecard", () => press(byId("scorecard-open"))],
    ["W", "whisper", () => press(byId("whisper"))],
    ["R", "read", () => press(document.querySelector(".notice.note button"))],
    ["T", "theme", () => press(byId("theme"))],
    ["L", "language", nextLanguage],
  );
  if (!isEmbedded()) mine.push(["D", "desk", () => location.assign("/desk")]);
  for (const [key, , act] of mine) acts[key.toLowerCase()] = act;
  list(mine);
  let asked = false;
  askOnce();
  keep.draw();

  function askOnce() {
    if (asked || !call.seq) return; // of a call that there is not, nothing is kept
    asked = true;
    keep.load();
  }

  function take(event) {
    askOnce();
    notify?.take(event);
  }

  return { take, draw: keep.draw };
}

/** A browser lets a framed page ask for nothing of the kind, and some have no notifications. */
const canNotify = () => !isEmbedded() && "Notification" in window;

function press(button) {
  if (!button || button.hidden || button.disabled) return false;
  button.click();
  return true;
}

/** Say the keys in the list of all of them, before that of the list itself. */
function list(mine) {
  const last = byId("keys-dialog").querySelector("dl").lastElementChild;
  for (const [key, name] of mine) {
    const row = make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", { "data-i18n": `keys.${name}` }));
    last.before(row);
  }
  translate(byId("keys-dialog"));
}
