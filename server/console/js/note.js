/** A supervisor's note to the agent of a call that is on the line, or to all of a team who are. */

import { ask, json, sendNote } from "./api.js";
import { byId, setText, setWords } from "./dom.js";
import { t } from "./i18n.js";
import { said } from "./said.js";

/** Send a note to all of a team who are on the line; returns how many calls it reached. */
async function sendTeamNote(team, text) {
  const path = `/api/teams/${encodeURIComponent(team)}/notes`;
  return (await ask(path, json("POST", { text }))).body.calls.length;
}

/**
 * @param {(team: string, calls: number) => void} onTeam when a note has reached a team's calls
 * @returns {{open, openTeam}} `open(callId)` the note to the agent of a call, `openTeam(team,
 *   title)` that to a team
 */
export function noteDialog(onTeam) {
  const dialog = byId("note");
  const field = byId("note-text");
  let [to, team] = [null, null];

  byId("note-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const text = field.value.trim();
      if (team === null) await sendNote(to, text);
      else onTeam(team, await sendTeamNote(team, text));
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

  function show(title) {
    for (const node of [byId("note-title"), field.labels[0]]) setText(node, title);
    tell([]);
    dialog.showModal();
  }

  function open(callId) {
    [to, team] = [callId, null];
    show(t("note.write"));
  }

  function openTeam(name, title) {
    team = name;
    show(title);
  }

  return { open, openTeam };
}
