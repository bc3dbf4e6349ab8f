/** Notifications of pressing advice while the call's tab is in the background.
 *
 * The reader asks for them with a click, and chooses whether a notification says the advice: without
 * that, it holds no word of the call, as it may stand on a screen that others see.
 */

import { byId, make } from "./dom.js";
import { language, t, translate } from "./i18n.js";
import { recall, remember } from "./prefs.js";

const FRESH_MS = 10_000; // what is older was told by a replay of the call's past
const PRESSING = new Set(["high", "critical"]);

/**
 * What a notification says of an event; null where it is none to be told of. Pure, but for words.
 *
 * @param event
 * @param {{hidden: boolean, now: number, words: boolean}} how whether the tab is in the background,
 *   the time on the server's clock, whether the advice itself is said
 */
export function notification({ type, at, data }, { hidden, now, words }) {
  if (!hidden || type !== "suggestion.final" || !PRESSING.has(data.priority)) return null;
  if (now - Date.parse(at) > FRESH_MS) return null;
  return { title: t(`priority.${data.priority}`), body: words ? data.headline : t("notify.body") };
}

/**
 * The bell in the bar, and its dialog.
 *
 * @param {string} callId
 * @param {() => number} now the time on the server's clock
 * @returns {{open, take}} `take(event)` for each event of the call
 */
export function notifyView(callId, now) {
  const bell = byId("notify");
  const [wanted, words] = [checkbox("notify-on", "notify.on"), checkbox("notify-words", "notify.words")];
  const blocked = make("p", { class: "notice", role: "status", "data-i18n": "notify.blocked" });
  const close = make("button", { class: "button primary", "data-i18n": "close" });
  const form = make("form", { method: "dialog", class: "sign-in" }, wanted.label, words.label, blocked, make("div", { class: "dialog-end" }, close));
  const title = make("h2", { id: "notify-title", "data-i18n": "notify.title" });
  const dialog = make("dialog", { id: "notify-dialog", "aria-labelledby": "notify-title" }, title, form);
  let told = null;

  document.body.append(dialog);
  wanted.box.checked = recall("notify") === "on" && Notification.permission === "granted";
  words.box.checked = recall("notify-words") === "on";
  bell.addEventListener("click", open);
  wanted.box.addEventListener("change", async () => {
    if (wanted.box.checked) wanted.box.checked = (await Notification.requestPermission()) === "granted";
    remember("notify", wanted.box.checked ? "on" : "off");
    draw();
  });
  words.box.addEventListener("change", () => remember("notify-words", words.box.checked ? "on" : "off"));
  document.addEventListener("visibilitychange", () => !document.hidden && told?.close());
  translate(dialog);
  draw();

  function open() {
    draw();
    dialog.showModal();
  }

  function draw() {
    bell.setAttribute("aria-pressed", String(wanted.box.checked));
    words.box.disabled = !wanted.box.checked;
    blocked.hidden = Notification.permission !== "denied";
  }

  function take(event) {
    if (event.type === "suggestion.withdrawn") told?.close();
    const said = notification(event, { hidden: document.hidden, now: now(), words: words.box.checked });
    if (!said || !wanted.box.checked || Notification.permission !== "granted") return;
    told = new Notification(said.title, { body: said.body, tag: callId, renotify: true, lang: language() });
    told.addEventListener("click", () => {
      window.focus();
      told.close();
    });
  }

  return { open, take };
}

function checkbox(id, key) {
  const box = make("input", { type: "checkbox", id });
  return { box, label: make("label", { class: "choice" }, box, " ", make("span", { "data-i18n": key })) };
}
