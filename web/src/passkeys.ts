// The page of one's own passkeys: enrolling one, and showing new recovery codes.

import { call } from "./api";
import { find, need, onClick } from "./dom";
import { message } from "./messages";
import { stepUp } from "./step_up";
import { toast } from "./toast";
import { type Ceremony, explainPasskey, knowsPasskeys, makePasskey } from "./webauthn";

export function startPasskeys(): void {
  const form = find<HTMLFormElement>(document, "form[data-enrol]");
  if (!form || !knowsPasskeys()) return;
  const button = need<HTMLButtonElement>(form, "button[type=submit]");
  button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    void enrol(form).finally(() => {
      button.disabled = false;
    });
  });
  onClick("[data-copy-codes]", () => void copyCodes());
}

async function enrol(form: HTMLFormElement): Promise<void> {
  const error = need<HTMLElement>(form, "[data-passkey-error]");
  const name = need<HTMLInputElement>(form, "input[name=name]").value.trim();
  if (name === "") return;
  error.hidden = true;
  const proof = await stepUp({ action: "passkey.enrol", object: form.dataset.object ?? "", name });
  if (proof === null) return;
  try {
    const { token, options } = await call<Ceremony>({ method: "POST", path: "/api/v1/auth/passkeys/begin" });
    const credential = await makePasskey(options);
    await call({
      method: "POST",
      path: "/api/v1/auth/passkeys",
      json: { token, name, credential },
      headers: { "Step-Up": proof },
    });
    location.assign("/account/passkeys");
  } catch (failure) {
    need(error, "[data-passkey-error-text]").textContent = explainPasskey(failure);
    error.hidden = false;
  }
}

/** Shows codes that were just made. The page is not left by itself: they are not shown again. */
export function showCodes(codes: string[]): void {
  const section = need<HTMLElement>(document, "#recovery-codes");
  const list = need(section, "[data-codes]");
  list.replaceChildren(
    ...codes.map((code) => {
      const item = document.createElement("li");
      item.className = "code";
      item.textContent = code;
      return item;
    }),
  );
  section.hidden = false;
  section.focus();
}

async function copyCodes(): Promise<void> {
  const codes = [...document.querySelectorAll("[data-codes] li")].map((item) => item.textContent);
  try {
    await navigator.clipboard.writeText(codes.join("\n"));
    toast(message("client-copied"));
  } catch {
    toast(message("client-copy-failed"));
  }
}
