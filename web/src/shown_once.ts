// What is told once: a link or a secret that was made just now, to be copied.

import { find, need, onClick } from "./dom";

export function startShownOnce(): void {
  onClick("[data-shown-kept]", () => {
    clear();
    location.reload();
  });
  // A page that waits in the browser's history must not keep it.
  window.addEventListener("pagehide", () => clear());
}

export function showOnce(text: string): void {
  const section = need<HTMLElement>(document, "#shown-once");
  need<HTMLInputElement>(section, "input").value = text;
  section.hidden = false;
  section.focus();
  section.scrollIntoView({ block: "nearest" });
}

function clear(): void {
  const section = find<HTMLElement>(document, "#shown-once");
  if (!section) return;
  need<HTMLInputElement>(section, "input").value = "";
  section.hidden = true;
}
