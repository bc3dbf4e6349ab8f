/** The entries of the audit, and the choice of what to show of them. */

import { make } from "./dom.js";
import { placeOf } from "./found.js";
import { known, t } from "./i18n.js";
import { moment, table } from "./view-access.js";
import { en } from "./words-admin.js";

const WORDS = "admin.did.";
const ACTIONS = Object.keys(en).filter((key) => key.startsWith(WORDS)).map((key) => key.slice(WORDS.length));

/** What an action is called; one of a later server shows itself. */
const actionWords = (action) => (known(WORDS + action) ? t(WORDS + action) : action);

export function fillActions(select) {
  const chosen = select.value;
  const all = make("option", { value: "" }, t("admin.did"));
  select.replaceChildren(all, ...ACTIONS.map((one) => make("option", { value: one }, actionWords(one))));
  select.value = chosen;
}

function what({ call_id, calls, change }) {
  if (call_id) return make("a", { href: placeOf(call_id) }, call_id);
  if (change) return [change.from, change.to].filter(Boolean).join(" → ");
  return calls ? t("admin.calls", { calls }) : "";
}

export function auditTable(entries) {
  const rows = entries.map((one) => ({ cells: [moment(one.at), one.actor, actionWords(one.action), what(one)] }));
  return table(["admin.when", "admin.who", "admin.what", "admin.which"], rows, "admin.noAudit");
}
