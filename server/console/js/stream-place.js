/** A place among the streams of one browser, of which a server gives it six connections over HTTP/1.1. */

const PLACES = 4; // two connections are left, for pages and what they ask
const MANY = new Set(["h2", "h3"]); // protocols of which one connection carries all

/**
 * Take a place for as long as a stream runs; a page that ends gives its own back.
 *
 * @param {{locks?: LockManager, protocol?: string}} browser
 * @returns {Promise<(() => void) | null>} gives it back; null where other pages have all of them
 */
export async function takePlace({ locks, protocol } = ours()) {
  if (!locks || MANY.has(protocol)) return () => {};
  for (let number = 1; number <= PLACES; number += 1) {
    const leave = await taken(locks, `callshadow-stream-${number}`);
    if (leave) return leave;
  }
  return null;
}

function ours() {
  const [page] = globalThis.performance?.getEntriesByType?.("navigation") ?? [];
  return { locks: globalThis.navigator?.locks, protocol: page?.nextHopProtocol };
}

/** The way to give a lock back, once it is had; null where another page has it. */
function taken(locks, name) {
  return new Promise((tell, fail) => {
    const hold = (lock) => (lock ? new Promise((leave) => tell(leave)) : tell(null));
    locks.request(name, { ifAvailable: true }, hold).catch(fail);
  });
}
