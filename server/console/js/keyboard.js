/** One key, one act; never while the reader types, never with a modifier, and it can be off. */

const TYPING = "input, textarea, select, [contenteditable]";

/**
 * @param {Record<string, () => void>} acts by the key that `KeyboardEvent.key` names
 * @param {() => boolean} enabled whether single keys are on
 */
export function listen(acts, enabled) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.repeat || !enabled()) return;
    event.preventDefault();
    act();
  });
}
