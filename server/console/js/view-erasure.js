/** The erasures so far, and the question before one more. */

import { byId, setText } from "./dom.js";
import { t } from "./i18n.js";
import { moment, table } from "./view-access.js";

/** Ask before something that can't be undone; resolves to whether it is wanted. */
export function sure(words, yes) {
  const dialog = byId("sure");
  setText(byId("sure-words"), words);
  setText(byId("sure-yes"), yes);
  dialog.returnValue = "";
  dialog.showModal();
  byId("sure-no").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function erasureTable(entries) {
  const rows = entries.map(({ at, actor, call_id, calls, events }) => ({
    cells: [moment(at), actor, call_id ?? t("admin.calls", { calls }), String(events)],
  }));
  return table(["admin.when", "admin.who", "admin.which", "admin.events"], rows, "admin.noErasures");
}
