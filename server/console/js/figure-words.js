/** The figures of insights as people read them. Pure, but for the language. */

import { percent } from "./format.js";
import { language, named, t } from "./i18n.js";

/** A share with its interval, or that there are too few cases. */
export function told({ hits, of, share, low, high, tells }) {
  if (!tells) return t("learned.few", { hits, of });
  const [a, b, c] = [share, low, high].map((one) => percent(one, language()));
  return t("learned.share", { share: a, low: b, high: c });
}

export const number = (value, digits = 0) =>
  value === null ? "–" : value.toLocaleString(language(), { maximumFractionDigits: digits });

/** The name of a group; one of no key is told so. */
export const group = (key) => key ?? t("learned.none");

/** `{sold: 3, lost: 1}` as `sold (3), lost (1)`, the most frequent first. */
export function counts(of) {
  const sorted = Object.entries(of).sort((a, b) => b[1] - a[1]);
  return sorted.map(([name, count]) => `${named(`outcome.${name}`)} (${number(count)})`).join(", ") || "–";
}

/** The sentences of the return on the tool. */
export function sentences({ total, return_on_tool: back, differences }) {
  const notes = { calls: number(back.summaries), each: number(back.note_minutes, 1) };
  return [
    t("learned.counts", { calls: number(back.calls), cards: number(back.cards) }),
    back.summaries
      ? t("learned.notes", { ...notes, minutes: number(back.minutes_saved) })
      : t("learned.noNotes"),
    t("learned.helped", { share: told(total.useful) }),
    t("learned.judged", { share: told(total.followed) }),
    ...ends(back.follow_through),
    ...differences.map(({ figure, higher, lower }) =>
      t("learned.differs", { figure: t(`figure.${figure}`), higher, lower: lower.join(", ") }),
    ),
  ];
}

function ends(rows) {
  if (!rows.length || !rows[0].followed.tells || !rows[0].not_followed.tells) {
    return [t("learned.noEnds")];
  }
  const apart = rows.filter((row) => row.differ);
  if (!apart.length) return [t("learned.sameEnds")];
  return apart.map(({ outcome, followed, not_followed }) =>
    t("learned.ends", { outcome: named(`outcome.${outcome}`), yes: told(followed), no: told(not_followed) }),
  );
}
