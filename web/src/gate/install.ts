// Keeps the page on the phone, so that it opens without signal, and says when a newer one is here.

import { part } from "./page";

/** The worker may serve the page itself and nothing above it. */
const SCOPE = "/v";

export async function install(): Promise<void> {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  try {
    const registration = await serviceWorker.register("/v/worker.js", { scope: SCOPE });
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
