/** The REST addresses of the work after calls. */

import { ask } from "./api.js";

const JOBS = "/api/jobs";

/** `{body, next, role}`: the newest jobs in `state`, or in any; `next` only where there are older. */
export function jobs(state, limit) {
  const wanted = new URLSearchParams(state ? { limit, state } : { limit });
  return ask(`${JOBS}?${wanted}`);
}

/** `approve`, `reject`, `retry` or `cancel` a job; the job as it is then. */
export async function change(id, action) {
  const path = `${JOBS}/${encodeURIComponent(id)}/${action}`;
  return (await ask(path, { method: "POST" })).body;
}
