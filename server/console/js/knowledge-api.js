/** The REST addresses of what the company knows. */

import { ask, json } from "./api.js";
import { t } from "./i18n.js";

const READING_MS = 600_000; // a book of a thousand pages, on a busy machine
const DOCUMENTS = "/api/knowledge/documents";

/** `{body, role}`: all documents, and the role of the reader's key. */
export const documents = () => ask(DOCUMENTS);

export const gaps = async () => (await ask("/api/knowledge/gaps")).body;

export async function closeGap(id) {
  await ask(`/api/knowledge/gaps/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** What a call would find for `text`, best first. */
export async function search(text) {
  return (await ask(`/api/knowledge/search?q=${encodeURIComponent(text)}`)).body;
}

/** What belongs to `term`, and what it belongs to. */
export async function graph(term) {
  return (await ask(`/api/knowledge/graph?term=${encodeURIComponent(term)}`)).body;
}

/** Add one file for the calls of `audience`; how it went, as the server says it. */
export async function addFile(file, { playbook, group }) {
  await file.slice(0, 1).arrayBuffer().catch(() => {
    throw new Error(t("knowledge.unreadable"));
  });
  const body = new FormData();
  body.append("files", file, file.name);
  if (playbook) body.append("playbook", playbook);
  if (group) body.append("group", group);
  return (await ask(DOCUMENTS, { method: "POST", body }, READING_MS)).body.documents[0];
}

/** Add the page at `url` for the calls of `audience`; how it went. */
export async function addPage(url, { playbook, group }) {
  const page = { url, playbook, group };
  return (await ask(DOCUMENTS, json("POST", page), READING_MS)).body.documents[0];
}

export async function remove(id) {
  await ask(`${DOCUMENTS}/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export const reindex = () => ask("/api/knowledge/reindex", { method: "POST" });
