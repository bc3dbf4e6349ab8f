/** Where quotes stand in a text, and how they are told. Pure. */

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

const WORD = /[\p{L}\p{N}]/u;

/** A quote as people read it: with an ellipsis where its clause of `text` goes on. */
export function shownQuote(text, quote) {
  const begin = text.toLowerCase().indexOf(quote.toLowerCase());
  if (begin < 0) return quote;
  const before = [...text.slice(0, begin).trimEnd()].at(-1) ?? "";
  const [after = ""] = text.slice(begin + quote.length).trimStart();
  const goesOn = WORD.test(after) && WORD.test([...quote].at(-1) ?? "");
  return `${WORD.test(before) ? "… " : ""}${quote}${goesOn ? " …" : ""}`;
}
