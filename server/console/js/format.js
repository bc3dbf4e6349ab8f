/** Times and shares as people read them. Pure. */

/** `75000` as `1:15`, `3725000` as `1:02:05`. */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** How long something was, as a clock shows it; a dash where that is not known. */
export function length(ms) {
  return Number.isFinite(ms) ? clock(ms) : "–";
}

/** `430` as `0.4 s` in the language's own notation. */
export function seconds(ms, language) {
  const value = Math.max(0, ms) / 1000;
  const digits = value < 10 ? 1 : 0;
  const number = value.toLocaleString(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${number}\u00a0s`;
}

/** `0.42` as `42 %` in the language's own notation. */
export function percent(share, language) {
  return share.toLocaleString(language, { style: "percent", maximumFractionDigits: 0 });
}

/** The two shares as whole per cents that add up to 100. */
export function wholePercents(first) {
  const rounded = Math.round(first * 100);
  return [rounded, 100 - rounded];
}

/** `price_objection` as `price objection`. */
export function spaced(name) {
  return String(name).replaceAll("_", " ").trim();
}
