/** Who is signed in: their name and role in the bar, and the way to the provider. */

import { ask } from "./api.js";
import { byId, make } from "./dom.js";
import { addWords, translate } from "./i18n.js";
import { providerAddress } from "./key.js";
import * as own from "./words-account.js";

addWords(own);
document.head.append(make("link", { rel: "stylesheet", href: "/static/css/account.css" }));

/** Show in the sign-in, above its field for a key, the way to the provider. */
export function offerProvider(form) {
  if (byId("sign-in-provider")) return;
  const looks = { class: "button primary provider", id: "sign-in-provider", "data-i18n": "account.go" };
  form.before(make("a", { ...looks, href: providerAddress() }));
  translate(form.parentNode);
}

/** Show in the bar who is signed in. */
export async function showAccount() {
  const user = (await ask("/api/session").catch(() => null))?.body;
  if (!user) return;
  const name = make("span", { title: user.name }, user.display_name);
  const role = make("span", { class: "label", "data-i18n": `account.role.${user.role}` });
  const teams = user.teams.length ? make("span", { class: "label" }, user.teams.join(", ")) : null;
  document.querySelector(".bar-tools").prepend(make("p", { class: "account", id: "account" }, name, role, teams));
  translate(document);
}
