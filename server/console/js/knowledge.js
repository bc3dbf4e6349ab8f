/** The knowledge page: documents, what a call would find in them, and what was not found. */

import { announce } from "./announce.js";
import { byId, icon, keyedRows, make, setText } from "./dom.js";
import { addWords, language, t } from "./i18n.js";
import { signedIn } from "./key.js";
import { addFile, addPage, closeGap, documents, gaps, reindex, remove } from "./knowledge-api.js";
import { searchFields } from "./knowledge-search.js";
import { startPage, unread } from "./page.js";
import { removalDialog } from "./removal.js";
import { rereading } from "./reread.js";
import { said } from "./said.js";
import { signOut } from "./tabs.js";
import { uploadQueue } from "./uploads.js";
import { documentTable, showUploads } from "./view-documents.js";
import * as ownWords from "./words-knowledge.js";

addWords(ownWords);

const EVERY_MS = 10_000;
const PARTS = ["try", "graph-part", "documents-part", "gaps-part"];

const door = startPage({
  signInTitle: "signin.title",
  onLanguage() {
    draw();
    fields.again();
  },
  onKey: () => read(),
});
const dialog = removalDialog(async (one) => {
  await remove(one.id);
  announce(t("knowledge.removed", { title: one.title }));
  fields.again();
  await read();
});
const gapList = keyedRows(byId("gaps"), (gap) => gap.id, gapItem);
const table = documentTable(byId("documents"), dialog.open);
const queue = uploadQueue(drawUploads);
const fields = searchFields(door);
let known = null;
const read = rereading(readOnce, lost, EVERY_MS);

async function readOnce() {
  const [{ body, role }, missing] = await Promise.all([documents(), gaps()]);
  known = { documents: body, gaps: missing, mayChange: role === "admin" };
  byId("lost").hidden = true;
  draw();
}

function lost(error) {
  const refused = error.status === 403;
  return unread(door, error, t(refused ? "knowledge.refused" : "knowledge.lost")) && !refused;
}

function draw() {
  if (!known) return;
  const some = known.documents.length > 0;
  for (const id of PARTS) byId(id).hidden = !some && id !== "documents-part";
  byId("sign-out").hidden = !signedIn();
  byId("add").hidden = !known.mayChange;
  byId("none").hidden = some || !queue.isIdle();
  byId("table").hidden = !some;
  byId("unindexed").hidden = known.documents.every((one) => one.is_indexed);
  byId("reindex").hidden = !known.mayChange;
  setText(byId("count"), some ? String(known.documents.length) : "");
  table.show(known.documents, known.mayChange);
  gapList.show(known.gaps);
  byId("no-gaps").hidden = known.gaps.length > 0;
}

function gapItem(gap) {
  const { text, times, last_at } = gap;
  const when = new Date(last_at).toLocaleDateString(language(), { dateStyle: "medium" });
  const often = times === 1 ? t("knowledge.once") : t("knowledge.times", { times });
  return make(
    "li",
    {},
    make("span", { class: "gap-words" }, text),
    make(
      "span",
      { class: "gap-end" },
      make("span", { class: "label num" }, `${often} · ${when}`),
      closing(gap),
    ),
  );
}

function closing({ id, text }) {
  const name = t("knowledge.closeGap", { text });
  const button = make("button", { class: "button plain", title: name, "aria-label": name });
  button.append(icon("cross"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await closeGap(id);
      announce(t("knowledge.gapClosed", { text }));
    } catch {
      button.disabled = false; // what else is there to close, or to complain of, is read anew
    }
    await read();
  });
  return button;
}

function drawUploads() {
  showUploads(byId("uploads"), queue.all);
  const { done, all } = queue.counts();
  const busy = !queue.isIdle();
  byId("progress").hidden = byId("progress-words").hidden = !busy;
  Object.assign(byId("progress"), { max: all, value: done });
  setText(byId("progress-words"), t("knowledge.done", { done, all }));
  if (busy) byId("none").hidden = true;
  else if (all) finished(done, all);
}

function finished(done, all) {
  announce(t("knowledge.done", { done, all }));
  fields.again();
  read();
}

const audience = () => ({ playbook: byId("playbook").value, group: byId("group").value });

function addFiles(files) {
  const whom = audience();
  for (const file of files) queue.add(file.name, () => addFile(file, whom));
}

byId("reindex").addEventListener("click", async () => {
  try {
    await reindex();
    await read();
  } catch (error) {
    unread(door, error, error.status ? said(error.message, `error.${error.code}`).text : t("knowledge.lost"));
  }
});
byId("choose").addEventListener("click", () => byId("files").click());
byId("files").addEventListener("change", ({ target }) => {
  addFiles([...target.files]);
  target.value = "";
});
byId("add").addEventListener("submit", (event) => {
  event.preventDefault();
  const [url, whom] = [byId("url").value.trim(), audience()];
  if (!url) return;
  byId("url").value = "";
  queue.add(url, () => addPage(url, whom));
});

const drop = byId("drop");
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", ({ relatedTarget }) => {
  if (!drop.contains(relatedTarget)) drop.classList.remove("over");
});
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  addFiles([...event.dataTransfer.files]);
});

// A file that misses the place would be opened instead of the page.
addEventListener("dragover", (event) => {
  if (event.defaultPrevented || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
});
byId("sign-out").addEventListener("click", signOut);
read();
