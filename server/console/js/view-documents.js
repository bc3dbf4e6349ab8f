/** The table of documents, and the list of what is being added. */

import { icon, keyedRows, make, reconcile, setText } from "./dom.js";
import { language, t } from "./i18n.js";
import { where } from "./view-found.js";

/** Who a document is for. */
function audienceOf({ playbooks, group }) {
  const parts = [...playbooks, ...(group ? [group] : [])];
  return parts.length ? parts.join(", ") : t("knowledge.everybody");
}

/** The name of a language in the reader's own; the tag itself where there is none. */
function languageName(tag) {
  if (tag === "und") return t("knowledge.unknown_language");
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // no tag of a language
  }
}

/**
 * @param {HTMLElement} body of the table
 * @param {(document: object) => void} onRemove when its removal is asked for
 * @returns {{show}} `show(documents, isAllowed)`, where the reader may remove them or may not
 */
export function documentTable(body, onRemove) {
  let mayRemove = false;
  const rows = keyedRows(body, (one) => one.id, row);

  function row(one) {
    const when = new Date(one.read_at).toLocaleDateString(language(), { dateStyle: "medium" });
    const kind = one.kind.toUpperCase();
    const [spoken, whom] = [languageName(one.language), audienceOf(one)];
    const more = make("span", { class: "label narrow" }, `${kind} · ${spoken} · ${whom} · ${when}`);
    const at = make("span", { class: "label address" }, where(one.address));
    const cell = (text, name) => make("td", { class: name }, String(text));
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, make("span", { class: "name" }, one.title), at, more),
      cell(kind, "wide"),
      cell(spoken, "wide"),
      cell(whom, "wide"),
      cell(one.passages, "figure num"),
      cell(one.version, "figure num wide"),
      cell(when, "num wide when"),
      make("td", { class: "end" }, mayRemove ? removal(one) : null),
    );
  }

  function removal(one) {
    const name = t("knowledge.remove", { title: one.title });
    const button = make("button", { class: "button plain", title: name, "aria-label": name });
    button.append(icon("cross"));
    button.addEventListener("click", () => onRemove(one));
    return button;
  }

  return {
    show(documents, isAllowed) {
      mayRemove = isAllowed;
      rows.show(documents, mayRemove);
    },
  };
}

/** How one that was added went, in words. */
function outcomeWords({ name, state, answer, error }) {
  if (state !== "done") return t(`knowledge.${state}`);
  const told = answer?.error?.message ?? error;
  if (told) return `${t("outcome.refused")}: ${told.replace(`${name}: `, "")}`;
  const { outcome, passages, version, note } = answer;
  return [t(`outcome.${outcome}`, { passages, version }), note].filter(Boolean).join(" · ");
}

/** Show what is being added, as `uploads.js` keeps it. */
export function showUploads(list, uploads) {
  const nodes = uploads.map((one) => {
    one.node ??= make("li", {}, make("span", { class: "name" }, one.name), make("span", {}));
    const bad = one.state === "done" && Boolean(one.error ?? one.answer?.error);
    one.node.className = bad ? "upload bad" : `upload ${one.state}`;
    setText(one.node.lastChild, outcomeWords(one));
    return one.node;
  });
  reconcile(list, nodes);
}
