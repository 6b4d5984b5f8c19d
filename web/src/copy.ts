// Buttons that copy a text.

import { onClick, reveal } from "./dom";
import { message } from "./messages";
import { toast } from "./toast";

export function startCopying(): void {
  if (!navigator.clipboard) return;
  reveal(document.querySelectorAll("[data-copy]"));
  onClick("[data-copy]", (button) => void copy(button.dataset.copy ?? ""));
  onClick("[data-copy-from]", (button) => {
    const source = document.getElementById(button.dataset.copyFrom ?? "");
    if (source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement) void copy(source.value);
  });
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(message("client-copied"));
  } catch {
    toast(message("client-copy-failed"));
  }
}
