/** Language choice: the list of languages in a page's bar. */

import { byId } from "./dom.js";
import { chooseLanguage, language, startLanguage } from "./i18n.js";

/** Begin in the reader's language, and tell `onLanguage()` of another that they choose. */
export function offerLanguages(onLanguage) {
  startLanguage();
  const list = byId("language");
  list.value = language();
  list.addEventListener("change", () => {
    chooseLanguage(list.value);
    onLanguage();
  });
}

/** Choose the next one, as its key does; false where none is offered. */
export function nextLanguage() {
  const list = byId("language");
  if (!list.checkVisibility()) return false;
  list.selectedIndex = (list.selectedIndex + 1) % list.length;
  list.dispatchEvent(new Event("change"));
  return true;
}
