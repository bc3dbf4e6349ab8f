/** Tables of administration: keys, who is signed in, and any other. */

import { make } from "./dom.js";
import { language, t } from "./i18n.js";

export const moment = (at) =>
  at ? new Date(at).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" }) : "";

const LONG = new Set(["admin.name", "admin.who", "admin.which"]);
const cellClass = (head) => (LONG.has(head) ? { class: "long" } : {});

/**
 * A table with a heading a column.
 *
 * @param {string[]} heads the keys of their words; the last column has what may be done
 * @param {Array<{cells: Array<string>, over?: boolean, act?: Node}>} rows
 * @param {string} none the key of the words where there is no row
 */
export function table(heads, rows, none) {
  if (!rows.length) return make("p", { class: "label" }, t(none));
  const head = make("tr", {}, ...heads.map((key) => make("th", { scope: "col" }, t(key))), make("td", {}));
  const body = rows.map(({ cells: [first, ...more], over, act }) =>
    make(
      "tr",
      over ? { class: "over" } : {},
      make("th", { scope: "row", ...cellClass(heads[0]) }, first),
      ...more.map((cell, at) => make("td", { "data-head": t(heads[at + 1]), ...cellClass(heads[at + 1]) }, cell)),
      make("td", { class: "end" }, act),
    ),
  );
  const whole = make("table", { class: "documents" }, make("thead", {}, head), make("tbody", {}, ...body));
  return make("div", { class: "admin-table" }, whole);
}

/** A button of a row, which says to a screen reader whose it is. */
function rowButton(key, whose, onClick) {
  const node = make("button", { class: "button", type: "button", "aria-label": `${t(key)}: ${whose}` }, t(key));
  node.addEventListener("click", onClick);
  return node;
}

export function keyTable(keys, onRevoke) {
  const rows = keys.map((one) => ({
    over: Boolean(one.revoked_at),
    cells: [one.name, t(`admin.role.${one.role}`), keyState(one)],
    act: one.is_setting || one.revoked_at ? null : rowButton("admin.revoke", one.name, () => onRevoke(one)),
  }));
  return table(["admin.name", "admin.role", "admin.state"], rows, "admin.noKeys");
}

function keyState({ is_setting, added_at, added_by, revoked_at, revoked_by }) {
  if (is_setting) return t("admin.key.setting");
  if (revoked_at) return t("admin.key.revoked", { when: moment(revoked_at), by: revoked_by });
  return t("admin.key.added", { when: moment(added_at), by: added_by });
}

export function sessionTable(sessions, onEnd) {
  const rows = sessions.map((one) => ({
    cells: [one.display_name === one.name ? one.name : `${one.display_name} (${one.name})`, t(`admin.role.${one.role}`), moment(one.seen_at)],
    act: rowButton("admin.end", one.name, () => onEnd(one)),
  }));
  return table(["admin.name", "admin.role", "admin.seen"], rows, "admin.noSessions");
}
