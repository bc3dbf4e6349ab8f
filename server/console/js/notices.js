/** What the reader is told about how things run, from the call's own state. Pure but for words. */

import { known, t } from "./i18n.js";
import { troubledStatuses } from "./state.js";

const HEARING = new Set(["stt", "media", "track", "audio", "vad"]);

const TROUBLE_MS = 20000; // how long an error stays, when nothing tells that it is over

/**
 * @param call the call's state
 * @param connection how the channel stands
 * @param {number} now ms since the epoch
 * @param {string | null} asked the question that waits for its answer
 * @returns {Array<{key, place: "coach" | "transcript", tone: "warn" | "bad" | "plain" | "note", text}>}
 */
export function notices(call, connection, now, asked) {
  const found = call.phase === "ended" ? [] : troubledStatuses(call).map(fromStatus);
  const told = found.some((notice) => notice.text.includes(call.trouble?.message));
  if (call.trouble && !told && now - call.trouble.at < TROUBLE_MS) found.push(fromTrouble(call.trouble));
  if (asked) found.push({ key: "asked", place: "coach", tone: "plain", text: t("ask.asked", { text: asked }) });
  found.push(...call.notes.map(fromNote));
  if (connection.state === "reconnecting" && call.seq > 0) found.push(cut(call));
  return found;
}

/** What a status that is not ok says, in words. */
export function statusWords(status) {
  const heading = t(`notice.${status.state}`, { what: componentName(status) });
  return status.detail ? `${heading}: ${status.detail}` : heading;
}

function fromStatus(status) {
  const place = HEARING.has(status.component) ? "transcript" : "coach";
  return {
    key: `${status.component}/${status.speaker ?? ""}`,
    place,
    tone: status.state === "down" ? "bad" : "warn",
    text: statusWords(status),
  };
}

function componentName({ component, speaker }) {
  if (speaker && known(`component.${component}Of`)) {
    return t(`component.${component}Of`, { who: t(`who.${speaker}`) });
  }
  return known(`component.${component}`) ? t(`component.${component}`) : component;
}

function fromTrouble(trouble) {
  const parts = [trouble.message ?? trouble.error_code];
  const fallback = trouble.fallback_suggestion;
  const text = typeof fallback === "string" ? fallback : fallback?.headline;
  if (text) parts.push(t("notice.fallback", { text }));
  if (trouble.retry_after) {
    parts.push(t("notice.retry", { time: `${Math.ceil(trouble.retry_after)}\u00a0s` }));
  }
  return { key: "error", place: "coach", tone: "warn", text: parts.filter(Boolean).join(" ") };
}

function fromNote({ note_id, text, by }) {
  const words = t("notice.note", { by: by ?? t("notice.supervisor"), text });
  return { key: note_id, place: "coach", tone: "note", text: words };
}

function cut(call) {
  const time = new Date(call.lastAt).toLocaleTimeString();
  return { key: "cut", place: "coach", tone: "warn", text: t("notice.cut", { time }) };
}
