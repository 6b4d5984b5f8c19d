// A revealed password, masked at first, or a restricted field: gone after a minute.

import { find, need, onClick } from "./dom";
import { message } from "./messages";
import { setShown } from "./passwords";
import { toast } from "./toast";

const SHOWN_FOR_SECONDS = 60;

let timer: ReturnType<typeof setInterval> | undefined;

export function startRevealed(): void {
  onClick("[data-hide-revealed]", () => hide());
  // A page that waits in the browser's history must not keep it.
  window.addEventListener("pagehide", () => hide());
}

/** Where several things are shown in one place, `title` says which it is. */
export function showRevealed(text: string, title?: string): void {
  const section = need<HTMLElement>(document, "#revealed");
  const countdown = need<HTMLElement>(section, "[data-countdown]");
  hide();
  slot(section).value = text;
  if (title !== undefined) need<HTMLElement>(section, "[data-revealed-title]").textContent = title;
  section.hidden = false;
  section.focus();
  const until = Date.now() + SHOWN_FOR_SECONDS * 1000;
  const tick = (): void => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    countdown.textContent = message("client-countdown", { seconds: Math.max(seconds, 0) });
    if (seconds > 0) return;
    hide();
    toast(message("client-hidden-again"));
  };
  tick();
  timer = setInterval(tick, 1000);
}

function hide(): void {
  clearInterval(timer);
  const section = find<HTMLElement>(document, "#revealed");
  if (!section) return;
  const shown = slot(section);
  shown.value = "";
  const button = find<HTMLElement>(section, "[data-show-password]");
  if (button && shown instanceof HTMLInputElement) setShown(shown, button, false);
  section.hidden = true;
}

function slot(section: HTMLElement): HTMLInputElement | HTMLTextAreaElement {
  return need<HTMLInputElement | HTMLTextAreaElement>(section, "input, textarea");
}
