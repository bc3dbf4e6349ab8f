/** How a call is called, from whatever is known of it: a state or a record of the list. */

import { known, t } from "./i18n.js";
import { partyName, partyNumber } from "./state.js";

/** The customer's name or number; else what kind of call it is. */
export function titleOf(call) {
  const name = partyName(call, "customer");
  if (name) return name;
  return t(known(`source.${call.source}`) ? `source.${call.source}` : "source.other");
}

/** What tells it from others: the customer's number and the agent, else the id. */
export function subtitleOf(call, id) {
  const agent = partyName(call, "agent");
  const parts = [partyNumber(call, "customer"), agent && t("withAgent", { name: agent })];
  return parts.filter(Boolean).join(" · ") || id;
}
