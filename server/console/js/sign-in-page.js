/** The page on which users sign in: the way to the provider, and why the last try failed. */

import { byId, setText } from "./dom.js";
import { addWords, known, nameTab, t } from "./i18n.js";
import { providerAddress } from "./key.js";
import { offerLanguages } from "./language.js";
import { toggleTheme } from "./prefs.js";
import * as ownWords from "./words-account.js";

const asked = new URLSearchParams(location.search);

/** Say in the reader's language why there was no way in; any other reason is a general one. */
function draw() {
  nameTab(t("account.title"));
  const why = asked.get("why");
  const words = `account.why.${why}`;
  byId("why").hidden = !why;
  setText(byId("why"), t(known(words) ? words : "account.why.other"));
}

addWords(ownWords);
offerLanguages(draw);
draw();
const address = providerAddress(asked.get("next") ?? "/");
byId("provider").hidden = !address;
if (address) byId("provider").href = address;
byId("theme").addEventListener("click", toggleTheme);
document.documentElement.dataset.ready = "true";
