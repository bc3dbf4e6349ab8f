/** What a search found: each passage with its title, its address and how sure it is. */

import { make } from "./dom.js";
import { language, t } from "./i18n.js";

/** The item of one source. */
export function foundItem({ title, address, passage, score }) {
  const share = score.toLocaleString(language(), { style: "percent" });
  const told = t("knowledge.score", { share });
  return make(
    "li",
    { class: "found-item" },
    make(
      "div",
      { class: "found-head" },
      make("h3", {}, title),
      make("span", { class: "num found-score", title: told }, share),
      make("meter", { min: "0", max: "1", value: String(score), "aria-label": told }),
    ),
    make("p", { class: "found-passage" }, passage),
    make("p", { class: "label found-address" }, where(address)),
  );
}

/** An address: a link where a browser can open it, else as it is. */
export function where(address) {
  if (!/^https?:\/\//.test(address)) return make("span", {}, address);
  return make("a", { href: address, target: "_blank", rel: "noreferrer" }, address);
}
