/** Announcements to screen readers: each is a line of its own, so that none is lost to the next. */

import { byId, make } from "./dom.js";

const STANDS_MS = 10_000; // long enough for any reader to have taken it up

export function announce(text) {
  const line = make("span", {}, `${text} `);
  byId("announce").append(line);
  setTimeout(() => line.remove(), STANDS_MS);
}
