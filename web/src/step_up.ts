// The dialog that asks for the password again, for one act on one object.

import { call } from "./api";
import { need } from "./dom";
import { message } from "./messages";
import { ProblemError } from "./problem";

export interface Act {
  /** The action's name in the audit log, `certificate.download`. */
  action: string;
  /** The object's id. */
  object: string;
  /** The object's name, for the question. */
  name: string;
}

/** Asks until the proof is given; `null` when the member thought better of it. */
export function stepUp(act: Act): Promise<string | null> {
  const dialog = need<HTMLDialogElement>(document, "#step-up");
  const form = need<HTMLFormElement>(dialog, "form");
  const input = need<HTMLInputElement>(dialog, "input[type=password]");
  const confirm = need<HTMLButtonElement>(dialog, "[data-confirm]");
  const error = need<HTMLElement>(dialog, "[data-error]");
  const key = act.action.replaceAll(".", "-");
  const label = message(`client-do-${key}`);
  need(dialog, "[data-title]").textContent = message("client-step-up-title");
  need(dialog, "[data-text]").textContent = message(`client-act-${key}`, { other: act.name });
  const dangerous = /\.(delete|remove|suspend|revoke|leave)$/.test(act.action);
  confirm.classList.toggle("btn-primary", !dangerous);
  confirm.classList.toggle("btn-outline-danger", dangerous);
  confirm.textContent = label;
  error.hidden = true;
  input.value = "";

  return new Promise((resolve) => {
    const listening = new AbortController();
    const finish = (token: string | null): void => {
      listening.abort();
      input.value = "";
      dialog.close();
      resolve(token);
    };
    const submit = async (event: Event): Promise<void> => {
      event.preventDefault();
      if (input.value === "" || confirm.disabled) return;
      confirm.disabled = true;
      confirm.textContent = message("client-busy");
      try {
        const { action, object } = act;
        const json = { action, object, password: input.value };
        const proof = await call<{ step_up_token: string }>({
          method: "POST",
          path: "/api/v1/auth/step-up",
          json,
        });
        finish(proof.step_up_token);
      } catch (failure) {
        error.textContent = failure instanceof ProblemError ? failure.message : String(failure);
        error.hidden = false;
        input.select();
        input.focus();
      } finally {
        confirm.disabled = false;
        confirm.textContent = label;
      }
    };
    const { signal } = listening;
    form.addEventListener("submit", (event) => void submit(event), { signal });
    need(dialog, "[data-cancel]").addEventListener("click", () => finish(null), { signal });
    dialog.addEventListener("close", () => finish(null), { signal });
    dialog.showModal();
    input.focus();
  });
}
