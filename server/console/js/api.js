/** The public REST and WebSocket addresses that the console is a client of. */

import { headers, protocols } from "./key.js";

/** An answer that is not 2xx, with the contract's error body where there is one. */
export class ApiError extends Error {
  constructor(status, body = {}) {
    super(body.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.error_code ?? null;
    this.retryAfter = body.retry_after ?? null;
  }
}

async function get(path) {
  const answer = await fetch(path, { headers: headers(), cache: "no-store" });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiError(answer.status, body);
  return body;
}

const list = (body, name) => (Array.isArray(body) ? body : (body[name] ?? []));

export async function calls() {
  return list(await get("/api/calls"), "calls");
}

export async function eventsAfter(callId, after) {
  const path = `/api/calls/${encodeURIComponent(callId)}/events?after=${after}`;
  return list(await get(path), "events");
}

export function openLive(callId, after) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const path = `/api/calls/${encodeURIComponent(callId)}/live?after=${after}`;
  return new WebSocket(`${scheme}://${location.host}${path}`, protocols());
}
