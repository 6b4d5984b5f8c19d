// Short notes at the edge of the page, read out by screen readers.

import { find } from "./dom";

const SHOWN_FOR_MS = 8000;

export function toast(text: string): void {
  const place = find<HTMLElement>(document, "[data-toasts]");
  if (!place) return;
  const note = document.createElement("p");
  note.className = "toast-note";
  note.textContent = text;
  place.append(note);
  setTimeout(() => note.remove(), SHOWN_FOR_MS);
}
