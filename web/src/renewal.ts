// The page of a renewal link: what is asked for, and sending it. The secret stays in the address, since a phone that is short of
// memory loads the page again when its owner comes back from looking for the file.

import { call } from "./api";
import { find, need } from "./dom";
import { showLogo } from "./logo";
import { hasMessage, message } from "./messages";
import { isKnownKind } from "./pairing";
import { ProblemError } from "./problem";

const MAX_BYTES = 1024 * 1024;
/** What ends the page: the link lets nothing in any more. */
const CLOSED = 410;

interface AskedFor {
  organization: string;
  logo: string | null;
  holder: string;
  kind: string;
  ends_at: string;
  expires_at: string;
  with_private_key: boolean;
}

export function startRenewal(): void {
  const form = find<HTMLFormElement>(document, "form[data-renewal]");
  if (form) void new Renewal(form, location.hash.slice(1)).look();
}

class Renewal {
  #asked: AskedFor | null = null;

  constructor(
    readonly form: HTMLFormElement,
    readonly token: string,
  ) {
    // A change of language comes back here, with the secret: it stays in the browser.
    for (const other of document.querySelectorAll<HTMLFormElement>("form[data-preferences]")) {
      other.action += location.hash;
    }
    const file = this.#input("file");
    file.addEventListener("change", () => this.#offerKey());
    need(document, "[data-again]").addEventListener("click", () => void this.look());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
    // The same page with another link.
    window.addEventListener("hashchange", () => location.reload());
  }

  /** Asks what the link is for. */
  async look(): Promise<void> {
    if (this.token === "") {
      show("[data-token-missing]", true);
      return;
    }
    show("[data-again]", false);
    show("[data-closed]", false);
    show("[data-waiting]", true);
    try {
      const path = "/api/v1/renewals/look";
      this.#tell(await call<AskedFor>({ method: "POST", path, json: { token: this.token } }));
    } catch (failure) {
      this.#close(failure);
      show("[data-again]", statusOf(failure) !== CLOSED);
    }
    show("[data-waiting]", false);
  }

  #tell(asked: AskedFor): void {
    this.#asked = asked;
    showLogo(asked.logo, asked.organization);
    write("[data-asked]", message("client-renewal-asked", { other: asked.organization }));
    write("[data-holder]", asked.holder);
    write("[data-kind]", kindName(asked.kind));
    write("[data-ends]", day(asked.ends_at));
    write("[data-until]", message("client-renewal-until", { other: day(asked.expires_at) }));
    this.form.hidden = false;
  }

  /** A `.cer` and a `.key` are two files. */
  #offerKey(): void {
    const name = this.#input("file").files?.[0]?.name.toLowerCase() ?? "";
    const half = [".cer", ".crt", ".key"].some((ending) => name.endsWith(ending));
    const field = need<HTMLElement>(this.form, "[data-key-field]");
    field.hidden = !half || this.#asked?.with_private_key === false;
    if (field.hidden) this.#input("key").value = "";
    show("[data-refused]", false);
  }

  async #send(): Promise<void> {
    const file = this.#input("file").files?.[0];
    if (!file) return;
    const key = this.#input("key").files?.[0];
    const problem = refusal(key ? [file, key] : [file]);
    if (problem !== null) {
      this.#refuse([problem]);
      return;
    }
    const fields = new FormData();
    fields.set("file", file);
    if (key) fields.set("key", key);
    const password = this.#input("password").value;
    if (password !== "") fields.set("password", password);
    show("[data-refused]", false);
    this.#busy(true);
    try {
      const arrived = await call<{ ends_at: string }>({
        method: "POST",
        path: "/api/v1/renewals",
        form: fields,
        headers: { "Renewal-Token": this.token },
        onProgress: (percent) => this.#progress(percent),
      });
      this.#busy(false);
      this.#done(arrived.ends_at);
    } catch (failure) {
      this.#busy(false);
      if (statusOf(failure) === CLOSED) this.#close(failure);
      else this.#refuse(reasons(failure));
    }
  }

  #done(end: string): void {
    this.form.reset();
    this.form.hidden = true;
    const values = { other: this.#asked?.organization ?? "", date: day(end) };
    write("[data-done-words]", message("client-renewal-done", values));
    show("[data-done]", true);
    need<HTMLElement>(document, "[data-done]").focus();
  }

  #close(failure: unknown): void {
    this.form.hidden = true;
    write("[data-closed-words]", textOf(failure));
    show("[data-closed]", true);
  }

  #refuse(why: string[]): void {
    const words = need<HTMLElement>(this.form, "[data-refused-words]");
    words.replaceChildren(
      ...why.map((reason) => {
        const line = document.createElement("p");
        line.textContent = reason;
        return line;
      }),
    );
    show("[data-refused]", true);
    need<HTMLElement>(this.form, "[data-refused]").focus();
  }

  #busy(busy: boolean): void {
    need<HTMLButtonElement>(this.form, "button[type=submit]").disabled = busy;
    show("[data-progress]", busy);
    if (busy) this.#progress(0);
    else write("[data-sending]", "");
  }

  #progress(percent: number): void {
    const bar = need<HTMLProgressElement>(this.form, "[data-progress]");
    bar.value = percent;
    if (percent >= 100) bar.removeAttribute("value");
    const key = percent >= 100 ? "client-renewal-reading" : "client-upload-sending";
    write("[data-sending]", message(key, { percent }));
  }

  #input(name: string): HTMLInputElement {
    return need<HTMLInputElement>(this.form, `input[name=${name}]`);
  }
}

function show(selector: string, visible: boolean): void {
  need<HTMLElement>(document, selector).hidden = !visible;
}

function write(selector: string, text: string): void {
  need(document, selector).textContent = text;
}

function day(moment: string): string {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
  return format.format(new Date(moment));
}

function kindName(kind: string): string {
  const names = JSON.parse(document.getElementById("kinds")?.textContent ?? "{}") as Record<string, string>;
  return names[`kind-${kind.replaceAll(".", "-")}`] ?? kind;
}

function statusOf(failure: unknown): number {
  return failure instanceof ProblemError ? failure.problem.status : 0;
}

function textOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

/** Everything that is wrong with the file, each in the reader's language. */
function reasons(failure: unknown): string[] {
  const codes = failure instanceof ProblemError ? (failure.problem.codes ?? []) : [];
  const known = codes.map((code) => `problem-${code}`).filter(hasMessage);
  return known.length > 0 ? known.map((key) => message(key)) : [textOf(failure)];
}

/** What can be said of files without sending them. */
function refusal(files: File[]): string | null {
  for (const file of files) {
    if (!isKnownKind(file.name)) return message("client-upload-not-a-kind");
    if (file.size === 0) return message("client-upload-empty");
    if (file.size > MAX_BYTES) return message("client-upload-too-large", { limit: "1 MiB" });
  }
  return null;
}
