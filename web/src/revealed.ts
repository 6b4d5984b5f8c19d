// A revealed password: masked at first, gone after a minute.

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

export function showRevealed(password: string): void {
  const section = need<HTMLElement>(document, "#revealed");
  const countdown = need<HTMLElement>(section, "[data-countdown]");
  hide();
  need<HTMLInputElement>(section, "input").value = password;
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
  const input = need<HTMLInputElement>(section, "input");
  input.value = "";
  setShown(input, need<HTMLElement>(section, "[data-show-password]"), false);
  section.hidden = true;
}
