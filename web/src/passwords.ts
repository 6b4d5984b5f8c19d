// Buttons that show and hide a password.

import { onClick, reveal } from "./dom";
import { message } from "./messages";

export function startPasswords(): void {
  reveal(document.querySelectorAll("[data-show-password]"));
  onClick("[data-show-password]", (button) => {
    const input = document.getElementById(button.dataset.showPassword ?? "");
    if (!(input instanceof HTMLInputElement)) return;
    setShown(input, button, input.type === "password");
  });
}

export function setShown(input: HTMLInputElement, button: HTMLElement, shown: boolean): void {
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  if (button.hasAttribute("aria-label")) {
    button.setAttribute("aria-label", message(shown ? "client-hide-password" : "client-show-password"));
  }
}
