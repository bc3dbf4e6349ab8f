/** The REST addresses of administration. */

import { ask, json, ofCall } from "./api.js";

const body = async (path, request) => (await ask(path, request)).body;

export const budgets = () => body("/api/budgets");
export const settings = () => body("/api/settings");
export const consent = () => body("/api/consent");
export const keys = () => body("/api/keys");
export const sessions = () => body("/api/sessions");

/** A page of the audit, newest first: `{body, next}`; `wanted` has `by`, `call_id` and `action`. */
export function audit(wanted) {
  const given = Object.entries(wanted).filter(([, value]) => value);
  return ask(`/api/audit?${new URLSearchParams(given)}`);
}

/** The entries behind an address that `audit` has given as `next`. */
export const auditAt = (path) => ask(path);

/** Make a key; `{name, role, key}`, which is shown this once. */
export const addKey = (name, role) => body("/api/keys", json("POST", { name, role }));
export const revokeKey = (name) => ask(`/api/keys/${encodeURIComponent(name)}`, { method: "DELETE" });
export const endSession = (id) => ask(`/api/sessions/${id}`, { method: "DELETE" });
export const eraseCall = (id) => ask(ofCall(id), { method: "DELETE" });

/** Erase all calls with a person, known by their number, or else by their id; how many. */
export async function erasePerson(who) {
  const name = /^\+?[\d\s().-]{5,}$/.test(who) ? "customer_number" : "customer_id";
  return (await body("/api/clients/erase", json("POST", { [name]: who }))).calls;
}
