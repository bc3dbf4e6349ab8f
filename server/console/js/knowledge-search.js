/** Search fields of the knowledge page: what a call would find, and what belongs to a term. */

import { byId, setText } from "./dom.js";
import { graph, search } from "./knowledge-api.js";
import { said } from "./said.js";
import { foundItem } from "./view-found.js";
import { showGraph } from "./view-graph.js";

const TYPING_MS = 250;

/**
 * Answer both fields while somebody types.
 *
 * @param door the sign-in, as from `startPage`
 * @returns {{again}} `again()` asks anew what stands in them, as other documents are known
 */
export function searchFields(door) {
  const ask = answering("question", search, showFound, door);
  const look = answering("term", graph, (found) => showGraph(found, lookAt), door);

  function lookAt(name) {
    byId("term").value = name;
    byId("term").focus();
    look();
  }

  return {
    again() {
      ask();
      look();
    },
  };
}

/** Show by `show` what `find` has for the field's words; null for none, and where it can't tell. */
function answering(id, find, show, door) {
  const [field, wrong] = [byId(id), byId(`${id}-wrong`)];
  let [asked, typing] = [0, null];

  async function answer() {
    const [words, mine] = [field.value.trim(), ++asked];
    let [found, trouble] = [null, null];
    try {
      if (words) found = await find(words);
    } catch (error) {
      trouble = error;
    }
    if (mine !== asked) return; // a newer question has been asked
    show(found);
    wrong.hidden = !trouble || trouble.status === 401;
    if (trouble?.status === 401) door.ask();
    else if (trouble) setText(wrong, said(trouble.message, `error.${trouble.code}`).text);
  }

  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(answer, TYPING_MS);
  });
  return answer;
}

function showFound(found) {
  byId("found").replaceChildren(...(found ?? []).map(foundItem));
  byId("nothing").hidden = !found || found.length > 0;
}
