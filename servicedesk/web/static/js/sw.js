/**
 * The phone without network: pages under /phone/, and that of a paper order, come from the network while there is one, else as they last were;
 * scripts and styles at once from the store, renewed behind it. Nothing else is touched. What is sent is not kept here but in
 * offline.js. Signing in or out empties the pages: they hold names and places.
 */
// A technician's pages, and the contractor's paper order.
const OPENS = /^\/phone\/|^\/r\/[^/]+\/order$/;
const PAGES = "pages", FILES = "files", PATIENCE = 6000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (/^\/sign-(in|out)/.test(pathname)) event.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET") return;
  if (pathname.startsWith("/static/")) event.respondWith(file(event, request));
  else if (OPENS.test(pathname) && request.mode === "navigate") event.respondWith(page(request));
});

async function file(event, request) {
  const store = await caches.open(FILES);
  const had = await store.match(request);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) store.put(request, answer.clone());
    return answer;
  });
  if (!had) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return had;
}

async function page(request) {
  const store = await caches.open(PAGES);
  try {
    const answer = await Promise.race([fetch(request), late()]);
    // A redirect is somebody signed out: what he saw is not for the next one.
    // An order that has ended shows nothing any more, here neither.
    if (answer.status === 410) await store.delete(request.url, { ignoreVary: true });
    if (answer.ok && !answer.redirected) await store.put(request.url, stamped(answer.clone()));
    return answer;
  } catch (reason) {
    const had = await store.match(request.url, { ignoreVary: true });
    if (!had) throw reason;
    return aged(had);
  }
}

const late = () => new Promise((_, reject) => setTimeout(() => reject(new TypeError("no network")), PATIENCE));

/** When it was kept, by this phone's clock. */
function stamped(answer) {
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", String(Date.now()));
  return new Response(answer.body, { status: answer.status, headers });
}

/** The page says what time it was at the server; kept for an hour, it must say an hour more (time.js counts from it). */
async function aged(kept) {
  const grown = Date.now() - Number(kept.headers.get("X-Kept-At") || Date.now());
  const text = (await kept.text()).replace(/(name="server-now" content=")(\d+)/, (_, head, then) => head + (Number(then) + grown));
  return new Response(text, { status: 200, headers: kept.headers });
}
