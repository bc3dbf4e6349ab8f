/** Where quotes stand in a text. Pure. */

/**
 * Cut a text into pieces that are quoted and pieces that are not.
 *
 * @param {string} text
 * @param {string[]} quotes looked for without regard to case; one that is not there is ignored
 * @returns {Array<[string, boolean]>} the pieces in order, each with whether it is quoted
 */
export function split(text, quotes) {
  const low = text.toLowerCase();
  const spans = quotes
    .filter(Boolean)
    .map((quote) => [low.indexOf(quote.toLowerCase()), quote.length])
    .filter(([at]) => at >= 0)
    .sort((a, b) => a[0] - b[0]);
  const pieces = [];
  let done = 0;
  for (const [at, length] of spans) {
    const [from, to] = [Math.max(at, done), at + length];
    if (to <= done) continue;
    if (from > done) pieces.push([text.slice(done, from), false]);
    pieces.push([text.slice(from, to), true]);
    done = to;
  }
  if (done < text.length) pieces.push([text.slice(done), false]);
  return pieces;
}
