// Keeps the page on the phone, so that it opens without signal, and says when a newer one is here.

import { part } from "./part";

/** `page`: its path. The worker may serve it and nothing above it. */
export async function install(page: string): Promise<void> {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  try {
    const registration = await serviceWorker.register(`${page}/worker.js`, { scope: page });
    offerUpdate(registration);
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", () => offerUpdate(registration));
    });
    await serviceWorker.ready;
    part("ready").hidden = false;
    // What a page keeps is thrown away when the phone is short of space; what somebody installed should not be.
    if (matchMedia("(display-mode: standalone)").matches) await navigator.storage?.persist?.();
  } catch {
    // Without it, the page works as long as there is signal, and does not say that it works without.
  }
}

/** The newer page takes the place of this one when it is asked to, not in the middle of a check. */
function offerUpdate({ waiting }: ServiceWorkerRegistration): void {
  if (!waiting || !navigator.serviceWorker.controller) return;
  part("update").hidden = false;
  part("update-now").onclick = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    waiting.postMessage("take over");
  };
}
