/** The card in its box: what stands around the words gives way first, then the size of the letters,
 * so that no line is behind the edge. What still has no room scrolls. */

const MOST = 3;

/** @param {HTMLElement} card one that is seen; `fit.js`'s levels are in `advice.css` */
export function fit(card) {
  for (let level = 0; level <= MOST; level += 1) {
    card.dataset.tight = String(level);
    if (card.scrollHeight <= card.clientHeight) return;
  }
}
