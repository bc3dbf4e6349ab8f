/** The page of an address at which there is none. */

import { byId } from "./dom.js";
import { addWords, nameTab, nextLanguage, startLanguage, t } from "./i18n.js";
import { toggleTheme } from "./prefs.js";
import * as ownWords from "./words-account.js";

function draw() {
  nameTab(t("account.nowhere"));
}

addWords(ownWords);
startLanguage();
draw();
byId("theme").addEventListener("click", toggleTheme);
byId("language").addEventListener("click", () => {
  nextLanguage();
  draw();
});
document.documentElement.dataset.ready = "true";
