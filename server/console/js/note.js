/** A supervisor's note to the agent of a call that is on the line. */

import { sendNote } from "./api.js";
import { byId, setWords } from "./dom.js";
import { t } from "./i18n.js";
import { said } from "./said.js";

/** @returns {(callId: string) => void} opens the note to the agent of a call */
export function noteDialog() {
  const dialog = byId("note");
  const field = byId("note-text");
  let to = null;

  byId("note-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await sendNote(to, field.value.trim());
      field.value = "";
      dialog.close();
    } catch (error) {
      const words = said(error.message, `error.${error.code}`);
      tell(error.status === 403 ? [{ text: t("note.forbidden") }] : [words]);
    }
  });
  byId("note-cancel").addEventListener("click", () => dialog.close());

  function tell(words) {
    byId("note-wrong").hidden = !words.length;
    setWords(byId("note-wrong"), words);
  }

  return function open(callId) {
    to = callId;
    tell([]);
    dialog.showModal();
  };
}
