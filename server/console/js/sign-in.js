/** The small sign-in that a page shows when the server asks for a key. */

import { make } from "./dom.js";
import { providerAddress, setKey, signedIn } from "./key.js";
import { borrowKey } from "./tabs.js";

/**
 * @param {string} title the key of the title's words
 * @param {(key: string) => void} goOn
 * @returns {{ask, accept}} `ask()` takes another tab's key, or shows the sign-in; `accept(key)` takes a key, then `goOn(key)`
 */
export function signIn(title, goOn) {
  const field = make("input", {
    class: "field",
    id: "sign-in-key",
    type: "password",
    autocomplete: "off",
    required: "",
  });
  const wrong = make("p", {
    class: "notice bad",
    id: "sign-in-wrong",
    role: "alert",
    hidden: "",
    "data-i18n": "refused.401again",
  });
  const form = make(
    "form",
    { id: "sign-in-form", class: "sign-in" },
    make("p", { class: "label", "data-i18n": "refused.401hint" }),
    make("label", { for: "sign-in-key", class: "sr-only", "data-i18n": "signin.key" }),
    field,
    wrong,
    make("button", { class: "button primary", "data-i18n": "signin.go" }),
  );
  const heading = make("h2", { id: "sign-in-title", "data-i18n": title });
  const attributes = { id: "sign-in", "aria-labelledby": "sign-in-title" };
  const dialog = make("dialog", attributes, heading, form);
  document.body.append(dialog);
  let tried = false;

  async function ask() {
    const out = document.getElementById("sign-out");
    if (out) out.hidden = !signedIn();
    const lent = tried ? null : await borrowKey();
    if (lent) {
      accept(lent);
      return;
    }
    wrong.hidden = !tried;
    if (providerAddress()) (await import("./account.js")).offerProvider(form);
    if (!dialog.open) dialog.showModal();
  }

  function accept(value) {
    tried = true;
    setKey(value);
    dialog.close();
    goOn(value);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    accept(field.value);
  });
  return { ask, accept };
}
