/** The rows of the wall: each is made once, and of one that has changed, only what is other. */

import { icon, make, setName, setText } from "./dom.js";
import { placeOf } from "./found.js";
import { known, language, t, translate } from "./i18n.js";
import { isUnknown } from "./wall-order.js";

const MINUTE_MS = 60000;

/** What a reason says in the reader's language; `quietMs` is for how long nobody has spoken. */
export function reasonWords(reason, quietMs) {
  const key = `risk.${reason.code}`;
  if (!known(key)) return reason.words;
  const seconds = quietMs === null ? reason.seconds : Math.floor(quietMs / 1000);
  const worse = reason.falling ? t("risk.worse") : "";
  const score = reason.score?.toLocaleString(language());
  return t(key, { ...reason, seconds, score }) + worse;
}

/** @param {(row) => void} writeNote when the reader wants to write to the row's agent */
export function wallRow(writeNote) {
  const part = (name, tag = "span") => make(tag, { class: `wall-${name}` });
  const parts = {
    score: make("span", { class: "wall-score num", "aria-hidden": "true" }),
    risk: make("span", { class: "sr-only" }),
    who: make("span", { class: "wall-who", dir: "auto" }),
    agent: make("span", { class: "wall-agent label" }),
    kind: make("span", { class: "wall-kind label" }),
    reasons: part("reasons", "ul"),
    alerts: part("alerts", "ul"),
    card: part("card"),
    time: make("span", { class: "wall-time label num" }),
  };
  const link = make(
    "a",
    { class: "wall-link" },
    make(
      "span",
      { class: "wall-risk" },
      parts.score,
      make("span", { class: "label", "aria-hidden": "true", "data-i18n": "wall.risk" }),
      parts.risk,
    ),
    make("span", { class: "wall-call" }, parts.who, parts.agent, parts.kind),
    make("span", { class: "wall-why" }, parts.alerts, parts.reasons, parts.card),
    parts.time,
  );
  const note = make("button", { class: "button plain", "data-i18n-label": "note.write" }, icon("note"));
  const join = make("a", { class: "button plain", target: "_blank", rel: "noreferrer", "data-i18n-label": "note.join", hidden: "" }, icon("headset"));
  const tools = make("span", { class: "wall-tools" }, join, note);
  const node = make("li", { class: "wall-row" }, link, tools);
  let shown = null;
  const [reasons, alerts] = [itemsOf(parts.reasons), itemsOf(parts.alerts)];
  note.addEventListener("click", () => writeNote(shown));
  translate(node);

  /** Draw the row as it is now. */
  function draw(row, { isGone, now }) {
    if (shown?.call_id !== row.call_id) link.href = placeOf(row.call_id);
    shown = row;
    set(node, "level", isGone ? "gone" : row.risk.level);
    const unknown = isUnknown(row);
    setText(parts.score, isGone ? "–" : unknown ? "?" : String(row.risk.score));
    const level = t(`wall.${row.risk.level}`);
    const risk = unknown ? t("wall.unknown") : t("wall.riskOf", { score: row.risk.score, level });
    if (parts.score.title !== risk) parts.score.title = risk;
    setText(parts.risk, isGone ? "" : risk);
    setName(parts.who, row.customer ?? t(known(`source.${row.source}`) ? `source.${row.source}` : "source.other"));
    setName(parts.agent, [row.agent ?? row.agent_id, ...row.teams].filter(Boolean).join(" · "));
    setName(parts.kind, [row.playbook_title, row.language?.toUpperCase()].filter(Boolean).join(" · "));
    setText(parts.card, unknown ? t("wall.unknown") : (row.card?.headline ?? ""));
    set(parts.card, "priority", row.card?.priority ?? "");
    alerts(row.alerts.length, (item, at) => {
      set(item, "priority", row.alerts[at].priority);
      setText(item, row.alerts[at].title);
    });
    note.disabled = isGone;
    join.hidden = isGone || !row.join_url;
    if (!join.hidden && join.getAttribute("href") !== row.join_url) join.href = row.join_url;
    tick(now, isGone);
  }

  /** Draw what time alone has changed. */
  function tick(now, isGone = node.dataset.level === "gone") {
    const minutes = Math.max(0, Math.floor((now - Date.parse(shown.started_at)) / MINUTE_MS));
    const held = shown.held ? ` · ${t("wall.held")}` : "";
    setText(parts.time, isGone ? t("state.ended") : t("wall.minutes", { count: minutes }) + held);
    const quiet = shown.quiet_since ? now - Date.parse(shown.quiet_since) : null;
    const wanted = isGone || isUnknown(shown) ? [] : shown.risk.reasons;
    reasons(wanted.length, (item, at) => {
      setText(item, reasonWords(wanted[at], wanted[at].code === "dead_air" ? quiet : null));
    });
  }

  return { node, draw, tick, callId: () => shown.call_id };
}

/** The items of a list: as many as are wanted, each drawn in its place; nodes are kept. */
function itemsOf(list) {
  return (count, drawItem) => {
    while (list.children.length < count) list.append(make("li"));
    while (list.children.length > count) list.lastChild.remove();
    [...list.children].forEach(drawItem);
  };
}

function set(node, name, value) {
  if (node.dataset[name] !== value) node.dataset[name] = value;
}
