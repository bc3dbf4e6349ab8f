/** The public REST and WebSocket addresses that the console is a client of. */

import { t } from "./i18n.js";
import { forgetSession, hasSession, headers, protocols } from "./key.js";

/** An answer that is not 2xx, with the contract's error body where there is one. */
export class ApiError extends Error {
  constructor(status, body = {}) {
    super(body.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.error_code ?? null;
    this.retryAfter = body.retry_after ?? null;
  }

  /** The error that an answer tells, whose body nobody has read. */
  static async of(answer) {
    return new ApiError(answer.status, await answer.json().catch(() => ({})));
  }
}

/** That no answer came, as the line or the server is down; told in the reader's language. */
export class NoAnswerError extends Error {
  constructor(cause) {
    super(t("lost.answer"), { cause });
  }
}

const JUDGING_MS = 90000; // a model may be asked about each of some cards
const PATIENCE_MS = 10000; // on a line that is dead but not closed, no answer ever comes

/**
 * The answer to a request: `{body, next, role}`, as `callsAt` tells them.
 *
 * @param {string} path
 * @param {RequestInit} request what it has beside the reader's key
 * @param {number} patienceMs
 */
export async function ask(path, request = {}, patienceMs = PATIENCE_MS) {
  const signal = AbortSignal.timeout(patienceMs);
  const named = { ...headers(), ...request.headers };
  const answer = await answered(path, { signal, ...request, headers: named });
  const body = await answer.json().catch((error) => {
    if (error.name === "TimeoutError") throw new NoAnswerError(error);
    return {};
  });
  if (answer.status === 401 && hasSession()) forgetSession();
  if (!answer.ok) throw new ApiError(answer.status, body);
  const { headers: told } = answer;
  return { body, next: nextPage(told.get("Link")), role: told.get("Callshadow-Role") };
}

async function answered(path, request) {
  try {
    return await fetch(path, { cache: "no-store", ...request });
  } catch (error) {
    throw new NoAnswerError(error);
  }
}

/** A request for `ask` that carries `value` as JSON. */
export function json(method, value) {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) };
}

/** The address in a `Link` header with `rel="next"`; null for none. */
export function nextPage(link) {
  return /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1] ?? null;
}

/**
 * One page of calls, newest first: `{calls, next, role}`; `next` is the path of the older ones,
 * `role` that of the reader's key.
 */
export async function callsAt(path) {
  const { body, next, role } = await ask(path);
  return { calls: body, next, role };
}

/** The path of the newest calls, or of those with `words` in what was said. */
export function callsPath(words = "") {
  return words ? `/api/calls?search=${encodeURIComponent(words)}` : "/api/calls";
}

/** The calls that go on, all of them. */
export async function openCalls() {
  const calls = [];
  for (let path = "/api/calls?state=live&limit=200"; path; ) {
    const page = await callsAt(path);
    calls.push(...page.calls);
    path = page.next;
  }
  return calls;
}

/** The address of a call, or of something of it. */
export const ofCall = (callId, what) =>
  ["/api/calls", encodeURIComponent(callId), what].filter(Boolean).join("/");

/** A call with all that is known of it. */
export async function callOf(callId) {
  return (await ask(ofCall(callId))).body;
}

/** What the list of calls says of one; null where it is erased. */
export async function recordOf(callId) {
  try {
    return (await callOf(callId)).call;
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

export async function eventsAfter(callId, after) {
  return (await ask(ofCall(callId, `events?after=${after}`))).body;
}

/** What the last calls with the same person left. */
export async function clientOf(callId) {
  return (await ask(ofCall(callId, "client"))).body;
}

/** The transcript of a call as a file: `{blob, name}`. */
export async function transcriptOf(callId, format) {
  const path = ofCall(callId, `transcript?format=${format}`);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await answered(path, { signal, headers: headers() });
  if (!answer.ok) throw await ApiError.of(answer);
  return { blob: await answer.blob(), name: fileName(answer.headers.get("Content-Disposition")) };
}

/** The name in a `Content-Disposition` header. */
function fileName(header) {
  return /filename="([^"]+)"/.exec(header ?? "")?.[1] ?? "transcript";
}

/** The role of the reader's key; null for a token, which opens one call alone. */
export async function readerRole() {
  return (await callsAt("/api/calls?limit=1").catch(() => ({ role: null }))).role;
}

/** How a call that has ended went. */
export async function scorecardOf(callId) {
  return (await ask(ofCall(callId, "scorecard"))).body;
}

/** Have it told what the agent made of each card; what is told already is not told again. */
export async function followThrough(callId) {
  await ask(ofCall(callId, "follow-through"), { method: "POST" }, JUDGING_MS);
}

/** A supervisor's word on a criterion; answers with the scorecard as it is then. */
export async function correctCriterion(callId, criterion, word) {
  return (await ask(ofCall(callId, `scorecard/${criterion}`), json("PUT", word))).body;
}

/** Tell whether the customer agrees to be listened to. */
export async function tellConsent(callId, given) {
  await ask(ofCall(callId, "consent"), json("PUT", { given }));
}

export async function sendNote(callId, text) {
  await ask(ofCall(callId, "notes"), json("POST", { text }));
}

export function openLive(callId, after) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const path = ofCall(callId, `live?after=${after}`);
  return new WebSocket(`${scheme}://${location.host}${path}`, protocols());
}
