/** What the reader is told about how things run, from the call's own state. Pure but for words. */

import { clock } from "./format.js";
import { known, t } from "./i18n.js";
import { troubledStatuses } from "./state.js";

const HEARING = new Set(["stt", "media", "track", "audio", "vad"]);

/** @returns {Array<{key, place: "coach" | "transcript", tone: "warn" | "bad", text}>} */
export function notices(call, connection) {
  const found = troubledStatuses(call).map(fromStatus);
  if (call.trouble && call.phase !== "ended") found.push(fromTrouble(call.trouble));
  if (connection.state === "reconnecting" && call.seq > 0) found.push(cut(call));
  return found;
}

function fromStatus(status) {
  const place = HEARING.has(status.component) ? "transcript" : "coach";
  const heading = t(`notice.${status.state}`, { what: componentName(status) });
  return {
    key: `${status.component}/${status.speaker ?? ""}`,
    place,
    tone: status.state === "down" ? "bad" : "warn",
    text: status.detail ? `${heading}: ${status.detail}` : heading,
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
    parts.push(t("notice.retry", { time: clock(trouble.retry_after * 1000) }));
  }
  return { key: "error", place: "coach", tone: "warn", text: parts.filter(Boolean).join(" ") };
}

function cut(call) {
  const time = new Date(call.lastAt).toLocaleTimeString();
  return { key: "cut", place: "coach", tone: "warn", text: t("notice.cut", { time }) };
}
