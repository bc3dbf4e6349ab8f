/** The page of administration: what is spent, agreed to, kept, erased; who may look, and who did. */

import * as api from "./admin-api.js";
import { announce } from "./announce.js";
import { byId, setText } from "./dom.js";
import { addWords, t } from "./i18n.js";
import { signedIn } from "./key.js";
import { readOlder, startPage, unread } from "./page.js";
import { signOut } from "./tabs.js";
import { keyTable, sessionTable } from "./view-access.js";
import { budgetParts, consentParts, retentionParts } from "./view-admin-facts.js";
import { auditTable, fillActions } from "./view-audit.js";
import { erasureTable, sure } from "./view-erasure.js";
import * as ownWords from "./words-admin.js";

addWords(ownWords);

const door = startPage({ signInTitle: "signin.title", onLanguage: draw, onKey: () => read() });
const SOURCES = {
  budgets: api.budgets,
  consent: api.consent,
  settings: api.settings,
  keys: api.keys,
  sessions: api.sessions,
  erasures: async () => (await api.audit({ action: "erasure" })).body,
};
let known = null;
let trail = { entries: [], next: null };
let made = null;

async function read() {
  try {
    const names = Object.keys(SOURCES);
    const [found, audit] = await Promise.all([Promise.all(names.map((name) => SOURCES[name]())), api.audit(wanted())]);
    known = Object.fromEntries(names.map((name, at) => [name, found[at]]));
    trail = { entries: audit.body, next: audit.next };
    byId("lost").hidden = true;
    draw();
  } catch (error) {
    unread(door, error, t(error.status === 403 ? "admin.refused" : "admin.lost"));
  }
}

function draw() {
  if (!known) return;
  byId("sign-out").hidden = !signedIn();
  byId("parts").hidden = false;
  byId("budgets").replaceChildren(...budgetParts(known.budgets));
  byId("consent").replaceChildren(...consentParts(known.consent));
  byId("retention").replaceChildren(...retentionParts(known.settings));
  byId("erasures").replaceChildren(erasureTable(known.erasures));
  byId("keys").replaceChildren(keyTable(known.keys, revoke));
  byId("sessions").replaceChildren(sessionTable(known.sessions, end));
  drawNewKey();
  fillActions(byId("audit-action"));
  drawAudit();
}

function drawNewKey() {
  if (!made) return;
  setText(byId("new-key-words"), t("admin.newKey", { name: made.name }));
  setText(byId("new-key-value"), made.key);
  byId("new-key").hidden = false;
}

function drawAudit() {
  byId("audit").replaceChildren(auditTable(trail.entries));
  byId("older").hidden = !trail.next;
}

function wanted() {
  const value = (id) => byId(id).value.trim();
  return { by: value("audit-by"), call_id: value("audit-call"), action: value("audit-action") };
}

/** Do something and tell it; what goes wrong is told as well. */
async function act(work, told) {
  const wrong = byId("wrong");
  wrong.hidden = true;
  try {
    announce(told(await work()));
  } catch (error) {
    setText(wrong, error.message);
    wrong.hidden = false;
    wrong.scrollIntoView({ block: "nearest" });
    return false;
  }
  await read();
  return true;
}

async function revoke({ name }) {
  if (await sure(t("admin.revokeSure", { name }), t("admin.revoke"))) {
    await act(() => api.revokeKey(name), () => t("admin.revoked", { name }));
    byId("keys").focus(); // its button is gone
  }
}

async function end({ name, session_id }) {
  if (await sure(t("admin.endSure", { name }), t("admin.end"))) {
    await act(() => api.endSession(session_id), () => t("admin.ended", { name }));
    byId("sessions").focus();
  }
}

function onSubmit(id, go) {
  byId(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    await go();
  });
}

onSubmit("add-key", async () => {
  const field = byId("key-name");
  const make = async () => {
    made = await api.addKey(field.value.trim(), byId("key-role").value);
  };
  if (!(await act(make, () => t("admin.made", { name: made.name })))) return;
  field.value = "";
  drawNewKey();
});

onSubmit("erase-call", async () => {
  const field = byId("erase-call-id");
  const id = field.value.trim();
  if (!(await sure(t("admin.eraseCallSure", { id }), t("admin.eraseCall")))) return;
  if (await act(() => api.eraseCall(id), () => t("admin.erased", { calls: 1 }))) field.value = "";
});

onSubmit("erase-person", async () => {
  const field = byId("erase-person-id");
  if (!(await sure(t("admin.erasePersonSure"), t("admin.erasePerson")))) return;
  const done = await act(() => api.erasePerson(field.value.trim()), (calls) => t("admin.erased", { calls }));
  if (done) field.value = "";
});

onSubmit("audit-filter", read);

byId("older").addEventListener("click", async ({ target }) => {
  const isRead = await readOlder(door, target, async () => {
    const more = await api.auditAt(trail.next);
    trail = { entries: [...trail.entries, ...more.body], next: more.next };
  });
  if (isRead) drawAudit();
});
byId("sure-no").addEventListener("click", () => byId("sure").close(""));
byId("sure-yes").addEventListener("click", () => byId("sure").close("yes"));
byId("sign-out").addEventListener("click", signOut);
read();
