// Signing in with a passkey: alone, by a button or from the browser's own suggestions; or after the password.

import { call } from "./api";
import { find, need } from "./dom";
import { type Ceremony, explainPasskey, knowsPasskeys, usePasskey } from "./webauthn";

export function startSignIn(): void {
  if (!knowsPasskeys()) return;
  const alone = find<HTMLFormElement>(document, "form[data-passkey-sign-in]");
  if (alone) offerPasskey(alone);
  const second = find<HTMLFormElement>(document, "form[data-second-step]");
  if (second) takeSecondStep(second);
}

/** The browser suggests passkeys in the field for the address, until the button asks for one. */
function offerPasskey(form: HTMLFormElement): void {
  form.hidden = false;
  let suggesting = new AbortController();
  // Not again what was just refused.
  if (form.dataset.suggest !== undefined) void suggest(form, suggesting.signal);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    suggesting.abort();
    suggesting = new AbortController();
    void attempt(form, async () => {
      const ceremony = await begin();
      return answered(form, ceremony, await usePasskey(ceremony.options, { signal: suggesting.signal }));
    });
  });
}

async function suggest(form: HTMLFormElement, signal: AbortSignal): Promise<void> {
  if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  try {
    const ceremony = await begin();
    if (signal.aborted) return;
    const more = { mediation: "conditional", signal } as const;
    answered(form, ceremony, await usePasskey(ceremony.options, more));
  } catch {
    // Nobody chose a suggestion. The button is there still.
  }
}

function begin(): Promise<Ceremony> {
  return call<Ceremony>({ method: "POST", path: "/api/v1/auth/passkey/begin" });
}

function takeSecondStep(form: HTMLFormElement): void {
  const options = JSON.parse(form.dataset.options ?? "{}") as Record<string, unknown>;
  const token = need<HTMLInputElement>(form, "input[name=token]").value;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(form, async () => answered(form, { token, options }, await usePasskey(options)));
  });
}

async function attempt(form: HTMLFormElement, act: () => Promise<void>): Promise<void> {
  const error = need<HTMLElement>(document, "[data-passkey-error]");
  const button = need<HTMLButtonElement>(form, "button[type=submit]");
  error.hidden = true;
  button.disabled = true;
  try {
    await act();
  } catch (failure) {
    need(error, "[data-passkey-error-text]").textContent = explainPasskey(failure);
    error.hidden = false;
    button.disabled = false;
  }
}

function answered(form: HTMLFormElement, { token }: Ceremony, credential: unknown): void {
  need<HTMLInputElement>(form, "input[name=token]").value = token;
  need<HTMLInputElement>(form, "input[name=credential]").value = JSON.stringify(credential);
  form.submit();
}
