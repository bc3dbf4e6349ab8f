/** The small sign-in that both pages show when the server asks for a key. */

import { byId } from "./dom.js";
import { setKey } from "./key.js";

/** @returns {{ask, accept}} `ask()` shows the sign-in; `accept(key)` takes a key, then `goOn(key)` */
export function signIn(goOn) {
  const dialog = byId("sign-in");
  let tried = false;

  function ask() {
    byId("sign-in-wrong").hidden = !tried;
    if (!dialog.open) dialog.showModal();
  }

  function accept(value) {
    tried = true;
    setKey(value);
    dialog.close();
    goOn(value);
  }

  byId("sign-in-form").addEventListener("submit", (event) => {
    event.preventDefault();
    accept(byId("sign-in-key").value);
  });
  return { ask, accept };
}
