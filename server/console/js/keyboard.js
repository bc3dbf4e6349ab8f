/** One key, one act; never while the reader types, never with a modifier, and it can be off. */

const TYPING = "input:not([type=range]), textarea, select, [contenteditable]";
const PRESSED_BY_SPACE = "button, summary, input";

/** Promise the keys that stand on what they do, or none where single keys are off. */
export function promiseKeys(on) {
  document.documentElement.dataset.singleKeys = on ? "on" : "off";
  for (const node of document.querySelectorAll("[data-keys]")) {
    if (on) node.setAttribute("aria-keyshortcuts", node.dataset.keys);
    else node.removeAttribute("aria-keyshortcuts");
  }
}

/**
 * @param {Record<string, () => unknown>} acts by the key that `KeyboardEvent.key` names; one that
 *   returns false leaves the key to the browser
 * @param {() => boolean} enabled whether single keys are on
 */
export function listen(acts, enabled) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (event.key === " " && event.target.closest?.(PRESSED_BY_SPACE)) return;
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const held = event.repeat && !event.key.startsWith("Arrow");
    if (!act || held || !enabled()) return;
    if (act() !== false) event.preventDefault();
  });
}
