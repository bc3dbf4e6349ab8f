/** What the reader is to the calls: the agent who is coached, or somebody who looks on. */

import { callsAt } from "./api.js";
import { isOpen } from "./key.js";

/** Whether the reader of a key of `role` has calls of their own; without keys, all calls are. */
export const hasOwnCalls = (role) => role === "agent" || isOpen();

/** Whether the reader is the agent; a token that opens one call is the agent's. */
export async function isAgent() {
  if (isOpen()) return true;
  try {
    return hasOwnCalls((await callsAt("/api/calls?limit=1")).role);
  } catch {
    return true;
  }
}
