/** The addresses of favourite cards. */

import { ask, ofCall } from "./api.js";

const AT_ONCE = 12; // so that past calls stay near

/** A page of the cards that the reader keeps, the last kept first: `{body, next, role}`. */
export const favouritesAt = (path = `/api/favourites?limit=${AT_ONCE}`) => ask(path);

/** The ids of the cards of a call that the reader keeps. */
export async function favouritesOf(callId) {
  return (await ask(ofCall(callId, "favourites"))).body;
}

/** Keep a card, or keep it no more. */
export async function setFavourite(callId, suggestionId, kept) {
  const path = ofCall(callId, `favourites/${encodeURIComponent(suggestionId)}`);
  await ask(path, { method: kept ? "PUT" : "DELETE" });
}
