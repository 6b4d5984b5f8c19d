// The board of readiness follows what happens: the server sends it again when it has changed, with the menus by which it is
// narrowed. A cut heals by itself: the browser comes back and says what it has seen. When the session or the right is over, the page
// is asked for anew, and so refused.

import htmx from "htmx.org";
import { hideSubmits } from "./filters";

// A server that refuses the stream and not the page is not asked all the time.
const PAUSE_MS = 15_000;

let stream: EventSource | null = null;

// What a menu that has the focus, and may be open, is to offer when it is left.
const waiting = new WeakMap<HTMLSelectElement, HTMLSelectElement>();

function offers(menu: HTMLSelectElement): string {
  return JSON.stringify(
    [...menu.options].map((option) => [option.value, option.text, option.defaultSelected]),
  );
}

function chosenByServer(menu: HTMLSelectElement): string | undefined {
  return [...menu.options].find((option) => option.defaultSelected)?.value ?? menu.options[0]?.value;
}

// What somebody has chosen stays chosen, as long as it is offered. Where he has not, the server chooses.
function offer(menu: HTMLSelectElement, fresh: HTMLSelectElement): void {
  const own = menu.value === chosenByServer(menu) ? fresh.value : menu.value;
  const choice = [...fresh.options].some((option) => option.value === own) ? own : fresh.value;
  menu.replaceChildren(...[...fresh.options].map((option) => option.cloneNode(true)));
  menu.value = choice;
}

function follows(menu: HTMLSelectElement, fresh: HTMLSelectElement): void {
  const filter = menu.closest<HTMLElement>(".filter");
  if (filter) filter.hidden = fresh.closest<HTMLElement>(".filter")?.hidden ?? false;
  if (menu !== document.activeElement) {
    waiting.delete(menu);
    if (offers(menu) !== offers(fresh)) offer(menu, fresh);
    return;
  }
  if (!waiting.has(menu)) {
    menu.addEventListener(
      "blur",
      () => {
        const latest = waiting.get(menu);
        waiting.delete(menu);
        if (latest && offers(menu) !== offers(latest)) offer(menu, latest);
      },
      { once: true },
    );
  }
  waiting.set(menu, fresh);
}

function showFilters(results: HTMLElement, board: Document): void {
  const fresh = board.querySelector<HTMLFormElement>("form.filters");
  if (!fresh) return;
  const form = document.querySelector<HTMLFormElement>("form.filters");
  if (!form) {
    // The first site was made meanwhile.
    results.before(document.adoptNode(fresh));
    htmx.process(fresh);
    hideSubmits();
    return;
  }
  for (const menu of form.querySelectorAll("select")) {
    const latest = fresh.querySelector<HTMLSelectElement>(`#${CSS.escape(menu.id)}`);
    if (latest) follows(menu, latest);
  }
}

function show(html: string): void {
  const results = document.getElementById("results");
  if (!results) return;
  const link = results.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  const board = new DOMParser().parseFromString(html, "text/html");
  const fresh = board.getElementById("results");
  if (!fresh) return;
  showFilters(results, board);
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
