// The service worker of a page that phones keep, the gate's and the pass's: keeps the page and all that it needs, and gives it
// without asking the network. It touches nothing else: keys, status lists, what is told to somebody signed in and other pages go by
// as if it were not there.

declare const KEPT: string[];
declare const EDITION: string;
/** The page's path. */
declare const PAGE: string;
/** What its caches are called. */
declare const NAME: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `${NAME}-${EDITION}`;

worker.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    // The page as it is now; what it needs has its edition in its name.
    await cache.addAll([new Request(PAGE, { cache: "reload", credentials: "omit" }), ...KEPT]);
  };
  event.waitUntil(keep());
});

worker.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith(`${NAME}-`) && name !== CACHE);
    await Promise.all(names.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const isKept = pathname === PAGE || KEPT.includes(pathname);
  if (origin !== location.origin || event.request.method !== "GET" || !isKept) return;
  event.respondWith(kept(pathname, event.request));
});

async function kept(pathname: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname)) ?? fetch(request);
}
