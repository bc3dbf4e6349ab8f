/** Small steps of the DOM that every view takes. */

export const byId = (id) => document.getElementById(id);

/** Whether the page stands in an iframe of another application. */
export const isEmbedded = () => document.documentElement.dataset.embed === "true";

/** Set the text only when it differs, so that nothing is repainted or read aloud again. */
export function setText(node, text) {
  const words = text ?? "";
  if (node.textContent === words) return;
  // In the same text node: one that takes another's place counts as a jump of the page.
  const only = node.childNodes.length === 1 ? node.firstChild : null;
  if (only?.nodeType === Node.TEXT_NODE) only.data = words;
  else node.textContent = words;
}

/** Draw a name of which a narrow screen cuts the end: all of it is shown where the pointer rests. */
export function setName(node, text) {
  setText(node, text);
  if (node.title !== text) node.title = text;
}

/** Set words of several languages: `{text, lang?}` each; only when they differ. */
export function setWords(node, words) {
  const signature = JSON.stringify(words);
  if (node.dataset.words === signature) return;
  node.dataset.words = signature;
  node.replaceChildren(...words.map(({ text, lang }) => (lang ? make("span", { lang }, text) : text)));
}

/** `make("p", {class: "x"}, "text", child)`: an element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An icon of `icons.svg`, which the server puts into every page. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Rows of a list that is read again and again: each stays the node that it is while what it shows
 * does, so that the keyboard's place, and what is unfolded or selected, outlives the reading.
 *
 * @param {HTMLElement} parent
 * @param {(one: object) => string} idOf
 * @param {(one: object, before?: HTMLElement) => HTMLElement} build `before` is the row until now
 * @returns {{show, nodeOf}} `show(all, more)` draws the rows of `all`, and builds anew where `more`,
 *   or the page's language, is other; `nodeOf(id)` is the row of one
 */
export function keyedRows(parent, idOf, build) {
  let rows = new Map();

  function rowOf(one, more) {
    const signature = JSON.stringify([document.documentElement.lang, one, more]);
    const before = rows.get(idOf(one));
    return before?.signature === signature ? before : { signature, node: build(one, before?.node) };
  }

  return {
    show(all, more) {
      rows = new Map(all.map((one) => [idOf(one), rowOf(one, more)]));
      reconcile(parent, [...rows.values()].map(({ node }) => node));
    },
    nodeOf: (id) => rows.get(id)?.node,
  };
}

/** Make the children of `parent` the elements of `wanted`, moving and removing no more than needed. */
export function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
}
