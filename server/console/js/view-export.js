/** The buttons that take the transcript of an ended call away as a file. */

import { transcriptOf } from "./api.js";
import { announce } from "./announce.js";
import { byId, make } from "./dom.js";
import { t } from "./i18n.js";

/**
 * @param {string} callId
 * @returns {{show}} `show(ended)` shows the buttons or hides them
 */
export function exportView(callId) {
  const group = byId("export");

  group.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-format]");
    if (!button) return;
    button.disabled = true;
    try {
      save(await transcriptOf(callId, button.dataset.format));
      byId("export-wrong").hidden = true;
    } catch {
      byId("export-wrong").hidden = false;
      announce(t("export.failed"));
    } finally {
      button.disabled = false;
    }
  });
  return {
    show(ended) {
      group.hidden = !ended;
    },
  };
}

/** A header carries the reader's key, so the file comes by a request and is saved from here. */
function save({ blob, name }) {
  const href = URL.createObjectURL(blob);
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
