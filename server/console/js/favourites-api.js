/** The addresses of favourite cards. */

import { ask } from "./api.js";

/** All cards that the reader keeps, with the reader's role. */
export const allFavourites = () => ask("/api/favourites");

/** The ids of the cards of a call that the reader keeps. */
export async function favouritesOf(callId) {
  return (await ask(`/api/calls/${encodeURIComponent(callId)}/favourites`)).body;
}

/** Keep a card, or keep it no more. */
export async function setFavourite(callId, suggestionId, kept) {
  const path = `/api/calls/${encodeURIComponent(callId)}/favourites/${encodeURIComponent(suggestionId)}`;
  await ask(path, { method: kept ? "PUT" : "DELETE" });
}
