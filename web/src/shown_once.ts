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

/** A code to be read by a camera: the side of its square, and its dark modules as the path of an SVG. */
export interface Drawn {
  size: number;
  path: string;
}

export function showOnce(text: string, code?: Drawn): void {
  const section = need<HTMLElement>(document, "#shown-once");
  need<HTMLInputElement>(section, "input").value = text;
  draw(section, code);
  section.hidden = false;
  section.focus();
  section.scrollIntoView({ block: "nearest" });
}

function draw(section: HTMLElement, code: Drawn | undefined): void {
  const frame = need<HTMLElement>(section, "[data-shown-code]");
  frame.hidden = code === undefined;
  need(frame, "svg").setAttribute("viewBox", `0 0 ${code?.size ?? 1} ${code?.size ?? 1}`);
  need(frame, "path").setAttribute("d", code?.path ?? "");
}

function clear(): void {
  const section = find<HTMLElement>(document, "#shown-once");
  if (!section) return;
  need<HTMLInputElement>(section, "input").value = "";
  draw(section, undefined);
  section.hidden = true;
}
