// The dialog that asks once more who it is, for one act on one object: by passkey where the member has one, else by password.

import { call } from "./api";
import { need } from "./dom";
import { message } from "./messages";
import { toast } from "./toast";
import { type Ceremony, explainPasskey, usePasskey } from "./webauthn";

export interface Act {
  /** The action's name in the audit log, `certificate.download`. */
  action: string;
  /** The object's id. */
  object: string;
  /** The object's name, for the question. */
  name: string;
}

type Method = "password" | "passkey" | "recovery_code";

/** How the server wants it proven. */
interface Question extends Partial<Ceremony> {
  methods: Method[];
}

/** Asks until the proof is given; `null` when the member thought better of it. */
export async function stepUp(act: Act): Promise<string | null> {
  try {
    return await ask(act, await questionFor(act));
  } catch (failure) {
    toast(failure instanceof Error ? failure.message : String(failure));
    return null;
  }
}

function questionFor({ action, object }: Act): Promise<Question> {
  return call<Question>({ method: "POST", path: "/api/v1/auth/step-up/begin", json: { action, object } });
}

/** The fields of the dialog. */
class Fields {
  readonly dialog = need<HTMLDialogElement>(document, "#step-up");
  readonly form = need<HTMLFormElement>(this.dialog, "form");
  readonly password = need<HTMLInputElement>(this.dialog, "#step-up-password");
  readonly code = need<HTMLInputElement>(this.dialog, "#step-up-code");
  readonly confirm = need<HTMLButtonElement>(this.dialog, "[data-confirm]");
  readonly error = need<HTMLElement>(this.dialog, "[data-error]");
  readonly other = need<HTMLElement>(this.dialog, "[data-other]");
  readonly label: string;

  constructor(act: Act) {
    const key = act.action.replaceAll(".", "-");
    this.label = message(`client-do-${key}`);
    need(this.dialog, "[data-title]").textContent = message("client-step-up-title");
    need(this.dialog, "[data-text]").textContent = message(`client-act-${key}`, { other: act.name });
    const dangerous = /\.(delete|remove|suspend|revoke|leave)$/.test(act.action);
    this.confirm.classList.toggle("btn-primary", !dangerous);
    this.confirm.classList.toggle("btn-outline-danger", dangerous);
    this.busy(false);
    this.error.hidden = true;
    this.clear();
  }

  clear(): void {
    this.password.value = "";
    this.code.value = "";
  }

  busy(busy: boolean): void {
    this.confirm.disabled = busy;
    this.confirm.textContent = busy ? message("client-busy") : this.label;
  }

  show(method: Method, others: Method[]): void {
    for (const part of this.dialog.querySelectorAll<HTMLElement>("[data-by]"))
      part.hidden = part.dataset.by !== method;
    this.other.hidden = method === "recovery_code" || !others.includes("recovery_code");
  }

  focus(method: Method): void {
    const target = { password: this.password, recovery_code: this.code, passkey: this.confirm }[method];
    if (target instanceof HTMLInputElement) target.select();
    target.focus();
  }

  fail(failure: unknown): void {
    this.error.textContent = explainPasskey(failure);
    this.error.hidden = false;
  }
}

function ask(act: Act, question: Question): Promise<string | null> {
  const fields = new Fields(act);
  let method: Method = question.methods[0] ?? "password";
  let ceremony = question;
  const turnTo = (chosen: Method): void => {
    method = chosen;
    fields.show(method, question.methods);
    fields.focus(method);
  };

  return new Promise((resolve) => {
    const listening = new AbortController();
    const finish = (token: string | null): void => {
      listening.abort();
      fields.clear();
      fields.dialog.close();
      resolve(token);
    };
    const submit = async (event: Event): Promise<void> => {
      event.preventDefault();
      if (fields.confirm.disabled) return;
      if (method !== "passkey" && (method === "password" ? fields.password : fields.code).value === "")
        return;
      fields.busy(true);
      try {
        finish(await prove(act, method, fields, ceremony, listening.signal));
      } catch (failure) {
        if (listening.signal.aborted) return;
        fields.fail(failure);
        // A challenge is answered once, rightly or wrongly.
        if (method === "passkey") ceremony = await questionFor(act).catch(() => ceremony);
        fields.busy(false);
        fields.focus(method);
      }
    };
    const { signal } = listening;
    fields.form.addEventListener("submit", (event) => void submit(event), { signal });
    need(fields.dialog, "[data-cancel]").addEventListener("click", () => finish(null), { signal });
    need(fields.dialog, "[data-other-button]").addEventListener("click", () => turnTo("recovery_code"), {
      signal,
    });
    fields.dialog.addEventListener("close", () => finish(null), { signal });
    fields.show(method, question.methods);
    fields.dialog.showModal();
    fields.focus(method);
  });
}

async function prove(
  { action, object }: Act,
  method: Method,
  fields: Fields,
  { token, options }: Question,
  signal: AbortSignal,
): Promise<string> {
  const evidence = {
    password: async () => ({ password: fields.password.value }),
    recovery_code: async () => ({ recovery_code: fields.code.value }),
    passkey: async () => ({
      passkey: { token, credential: await usePasskey(options ?? {}, { signal }) },
    }),
  };
  const proof = await call<{ step_up_token: string }>({
    method: "POST",
    path: "/api/v1/auth/step-up",
    json: { action, object, ...(await evidence[method]()) },
  });
  return proof.step_up_token;
}
