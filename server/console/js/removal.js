/** The question before a document is removed. */

import { byId, setText } from "./dom.js";
import { t } from "./i18n.js";

/**
 * @param {(one: object) => Promise<void>} go removes a document
 * @returns {{open}} `open(document)` asks
 */
export function removalDialog(go) {
  const dialog = byId("remove");
  const wrong = byId("remove-wrong");
  let chosen = null;

  byId("remove-cancel").addEventListener("click", () => dialog.close());
  byId("remove-go").addEventListener("click", async () => {
    byId("remove-go").disabled = true;
    try {
      await go(chosen);
      dialog.close();
    } catch (error) {
      setText(wrong, error.message);
      wrong.hidden = false;
    } finally {
      byId("remove-go").disabled = false;
    }
  });
  return {
    open(one) {
      chosen = one;
      wrong.hidden = true;
      setText(byId("remove-hint"), t("knowledge.removeHint", { title: one.title }));
      dialog.showModal();
      byId("remove-cancel").focus();
    },
  };
}
