/** What the reader prefers, kept in this browser. */

export function recall(name) {
  try {
    return localStorage.getItem(`callshadow.${name}`);
  } catch {
    return null; // storage is refused to some iframes
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`callshadow.${name}`, value);
  } catch {
    // the preference then holds for this page only
  }
}

/** The theme shown now: the reader's choice, or the system's. */
export function theme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function toggleTheme() {
  const next = theme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  remember("theme", next);
}
