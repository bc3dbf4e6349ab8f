/** What a search has found: the pieces of a text, and the way to its place. Pure. */

/**
 * A text in pieces that are marked and pieces that are not.
 *
 * @param {string} text
 * @param {Array<[number, number]>} marks from and to before, in code points, ascending
 * @returns {Array<[string, boolean]>} the pieces in order, each with whether it is marked
 */
export function pieces(text, marks) {
  const letters = [...text];
  const found = [];
  let done = 0;
  for (const [from, to] of [...marks, [letters.length, letters.length]]) {
    if (from > done) found.push([letters.slice(done, from).join(""), false]);
    if (to > from) found.push([letters.slice(from, to).join(""), true]);
    done = to;
  }
  return found;
}

/** The address of a place in a call: of the turn, where that is known. */
export function placeOf(callId, turnId = null) {
  const place = turnId === null ? "" : `#turn-${encodeURIComponent(turnId)}`;
  return `/calls/${encodeURIComponent(callId)}${place}`;
}

/** The turn that such an address names after its `#`; empty where it names none. */
export function turnIn(hash) {
  return decoded(/^#turn-(.*)$/.exec(hash)?.[1] ?? "");
}

/** A part of an address as it is read; one that is cut in the middle of a letter, as it stands. */
export function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What is being typed as a query that is whole: a phrase that has begun ends here. */
export function whole(words) {
  const quotes = words.match(/["“”„«»]/g)?.length ?? 0;
  return quotes % 2 ? `${words}"` : words;
}
