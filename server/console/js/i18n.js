/** The console's languages. Marked elements carry `data-i18n` (text), `data-i18n-label`
 * (aria-label and tooltip), `data-i18n-title` (tooltip alone) or `data-i18n-placeholder`; a heading
 * that does not say what its page is, `data-i18n-tab` (the tab's name). */

import { spaced } from "./format.js";
import { recall, remember } from "./prefs.js";
import { en } from "./words-en.js";
import { es } from "./words-es.js";
import { fr } from "./words-fr.js";

const LANGUAGES = { en, fr, es };
let current = "en";

/** Take in a page's own words, `{en, fr, es}`, before it starts. */
export function addWords(own) {
  for (const [name, words] of Object.entries(LANGUAGES)) Object.assign(words, own[name]);
}

/** Which of our languages suits a reader who prefers `tags` (BCP-47), best first. */
export function choose(tags) {
  for (const tag of tags) {
    const base = String(tag).toLowerCase().split("-")[0];
    if (base in LANGUAGES) return base;
  }
  return "en";
}

export function language() {
  return current;
}

const PLACE = /\{(\w+)(?::([^{}|]*)\|([^{}]*))?\}/g;

/**
 * The words for `key`, with each `{name}` replaced from `values`, and each `{name:call|calls}` by
 * the first word where that number is one in the language's grammar; an unknown key shows itself.
 */
export function t(key, values = {}) {
  const words = LANGUAGES[current][key] ?? en[key] ?? key;
  return words.replace(PLACE, (_, name, one, more) => {
    const value = values[name] ?? "";
    return one === undefined ? value : isOne(value) ? one : more;
  });
}

const isOne = (count) => new Intl.PluralRules(current).select(Number(count)) === "one";

/** Whether there are words for `key`. */
export function known(key) {
  return key in en;
}

/** The words for a key such as `signal.interest`; somebody's own name without words is spaced. */
export function named(key) {
  return known(key) ? t(key) : spaced(key.slice(key.indexOf(".") + 1));
}

export function setLanguage(tag) {
  current = choose([tag]);
  document.documentElement.lang = current;
  translate(document);
  // The tab is called as the page is; a call's page has its people's names.
  for (const { dataset, textContent } of document.querySelectorAll("h1[data-i18n], h1[data-i18n-tab]")) {
    nameTab(dataset.i18nTab ? t(dataset.i18nTab) : textContent);
  }
}

/** Call the tab as the page is called. */
export function nameTab(words) {
  document.title = `${words} · Call Shadow`;
}

export function startLanguage() {
  setLanguage(recall("language") ?? choose(navigator.languages ?? [navigator.language]));
}

/** Go on in the language `tag`, here and in what this reader opens next. */
export function chooseLanguage(tag) {
  remember("language", tag);
  setLanguage(tag);
}

/** Put the current language's words into every marked element under `root`. */
export function translate(root) {
  for (const node of root.querySelectorAll("[data-i18n]")) node.textContent = t(node.dataset.i18n);
  for (const node of root.querySelectorAll("[data-i18n-label]")) {
    const words = t(node.dataset.i18nLabel);
    node.setAttribute("aria-label", words);
    node.title = words;
  }
  for (const node of root.querySelectorAll("[data-i18n-title]")) {
    node.title = t(node.dataset.i18nTitle);
  }
  for (const node of root.querySelectorAll("[data-i18n-placeholder]")) {
    node.placeholder = t(node.dataset.i18nPlaceholder);
  }
}
