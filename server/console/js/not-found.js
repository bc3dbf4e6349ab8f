/** The page of an address at which there is none. */

import { byId } from "./dom.js";
import { addWords, nameTab, t } from "./i18n.js";
import { offerLanguages } from "./language.js";
import { toggleTheme } from "./prefs.js";
import * as ownWords from "./words-account.js";

function draw() {
  nameTab(t("account.nowhere"));
}

addWords(ownWords);
offerLanguages(draw);
draw();
byId("theme").addEventListener("click", toggleTheme);
document.documentElement.dataset.ready = "true";
