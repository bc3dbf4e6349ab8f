/** What the reader is told about how things run, from the call's own state. Pure but for words. */

import { known, language, t } from "./i18n.js";
import { said } from "./said.js";
import { troubledStatuses } from "./state.js";

const HEARING = new Set(["stt", "audio"]);

const TROUBLE_MS = 20000; // how long an error stays, when nothing tells that it is over

/**
 * @param call the call's state
 * @param connection how the connection stands
 * @param {number} now ms since the epoch
 * @param {string | null} asked the question that waits for its answer
 * @returns {Array<{key, place: "coach" | "transcript", tone: "warn" | "bad" | "plain" | "note",
 *   words: Array<{text, lang?}>, choices?: Array<"agrees" | "refuses">}>} `lang` where words are not
 *   in the page's language, `choices` what the reader may tell of the customer's consent
 */
export function notices(call, connection, now, asked) {
  const { trouble } = call;
  const troubled = call.phase === "ended" ? [] : troubledStatuses(call, now);
  const found = troubled.map((status) => fromStatus(status, trouble));
  if (connection.state === "live") offerChoices(found, call.statuses.get("consent/")?.consent);
  const told = troubled.some((status) => tells(status, trouble));
  if (trouble && !told && now - trouble.at < TROUBLE_MS) found.push(fromTrouble(trouble));
  if (asked) found.push(plain("asked", "plain", t("ask.asked", { text: asked })));
  found.push(...call.notes.map(fromNote));
  if (connection.state === "reconnecting" && call.seq > 0) {
    const time = new Date(call.lastAt).toLocaleTimeString();
    found.push(plain("cut", "warn", t("notice.cut", { time })));
  }
  return found;
}

/** What a status that is not ok says; `trouble` is the call's last error, which may be its reason. */
export function statusWords(status, trouble) {
  if (status.component === "consent") return [detailOf(status, trouble)]; // nothing is out of order
  const heading = t(`notice.${status.state}`, { what: componentName(status) });
  const detail = detailOf(status, trouble);
  return detail.text ? [{ text: t("notice.detailed", { heading }) }, detail] : [{ text: heading }];
}

/** The words for the status's code; for an older server's, those for its component and state. */
function detailOf(status, trouble) {
  if (known(`status.${status.code}`)) return said(status.detail, `status.${status.code}`);
  const key = `detail.${status.component}.${status.state}`;
  const reason = `error.${tells(status, trouble) ? trouble.error_code : status.code}`;
  if (language() === "en" || !known(reason)) return said(status.detail, key);
  return { text: `${t(reason)} ${known(key) ? t(key) : ""}`.trim() };
}

function tells(status, trouble) {
  return Boolean(trouble?.message && status.detail?.includes(trouble.message));
}

function fromStatus(status, trouble) {
  return {
    key: `${status.component}/${status.speaker ?? ""}`,
    place: HEARING.has(status.component) ? "transcript" : "coach",
    tone: status.state === "down" ? "bad" : "warn",
    words: statusWords(status, trouble),
  };
}

/** Who refused may agree after all, which a person tells; who agreed takes it back in words. */
function offerChoices(found, consent) {
  const notice = found.find(({ key }) => key === "consent/");
  if (notice && consent) notice.choices = consent.state === "missing" ? ["agrees", "refuses"] : ["agrees"];
}

function componentName({ component, speaker }) {
  if (speaker && known(`component.${component}Of`)) {
    return t(`component.${component}Of`, { who: t(`who.${speaker}`) });
  }
  return known(`component.${component}`) ? t(`component.${component}`) : component;
}

function fromTrouble(trouble) {
  const parts = [];
  const fallback = trouble.fallback_suggestion;
  const text = typeof fallback === "string" ? fallback : fallback?.headline;
  if (text) parts.push(t("notice.fallback", { text }));
  if (trouble.retry_after) {
    parts.push(t("notice.retry", { time: `${Math.ceil(trouble.retry_after)}\u00a0s` }));
  }
  const message = said(trouble.message ?? trouble.error_code, `error.${trouble.error_code}`);
  const words = [message, ...parts.map((part) => ({ text: ` ${part}` }))];
  return { key: "error", place: "coach", tone: "warn", words };
}

function fromNote({ note_id, text, by }) {
  const words = t("notice.note", { by: by ?? t("notice.supervisor"), text });
  return plain(note_id, "note", words);
}

function plain(key, tone, text) {
  return { key, place: "coach", tone, words: [{ text }] };
}
