// The board of readiness follows what happens: the server sends it again when it has changed. A cut heals by itself: the
// browser comes back and says what it has seen. When the session or the right is over, the page is asked for anew, and so refused.

// A server that refuses the stream and not the page is not asked all the time.
const PAUSE_MS = 15_000;

let stream: EventSource | null = null;

function show(html: string): void {
  const results = document.getElementById("results");
  if (!results) return;
  const link = results.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("results");
  if (!fresh) return;
  results.replaceWith(document.adoptNode(fresh));
  if (link) fresh.querySelector<HTMLElement>(`a[href="${CSS.escape(link)}"]`)?.focus();
}

function follow(address: string): void {
  stream?.close();
  const opened = new EventSource(address + window.location.search);
  let wasOpen = false;
  stream = opened;
  opened.addEventListener("open", () => {
    wasOpen = true;
  });
  opened.addEventListener("board", (event) => {
    if (stream === opened) show((event as MessageEvent<string>).data);
  });
  const reload = (): void => {
    if (stream === opened) window.location.reload();
  };
  opened.addEventListener("over", () => {
    opened.close();
    reload();
  });
  opened.addEventListener("error", () => {
    if (opened.readyState !== EventSource.CLOSED) return;
    // A page that is asked for again and again would keep its member signed in: only the stream is, until it has run once.
    const again = (): void => {
      if (stream === opened) follow(address);
    };
    window.setTimeout(wasOpen ? reload : again, PAUSE_MS);
  });
}

export function startReadiness(): void {
  const address = document.getElementById("results")?.dataset.live;
  if (!address) return;
  follow(address);
  document.body.addEventListener("htmx:pushedIntoHistory", () => {
    follow(address);
  });
  window.addEventListener("pagehide", () => {
    stream?.close();
    stream = null;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) follow(address);
  });
}
