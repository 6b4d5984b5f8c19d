// Uploads: files are taken by drop or choice, sent one after the other, and each row tells what became of them.

import { call } from "./api";
import { find, need } from "./dom";
import { message } from "./messages";
import { isKnownKind, parcels } from "./pairing";
import { ProblemError } from "./problem";
import { stepUp } from "./step_up";
import { UploadRow } from "./upload_row";

const MAX_BYTES = 1024 * 1024;
/** What may pass: no connection, too many requests, a part that is down. */
const PASSING = [0, 429, 500, 502, 503, 504];

/** What the server tells about a sealed upload, as far as the page shows it. */
interface Sealed {
  id: string;
  status: string;
  holder: string | null;
  version: number;
}

export function startUpload(): void {
  const form = find<HTMLFormElement>(document, "form[data-upload]");
  if (form) new Uploads(form);
}

class Uploads {
  readonly #rows: UploadRow[] = [];
  readonly #queue: [UploadRow, string][] = [];
  #busy = false;
  /** The password to try on whatever asks for one. Kept in this page's memory alone. */
  #shared = "";
  /** A proof that no upload has used up yet, where the organization asks for one with each. */
  #proof = "";

  constructor(readonly form: HTMLFormElement) {
    const input = need<HTMLInputElement>(form, "input[type=file]");
    input.addEventListener("change", () => {
      this.#add([...(input.files ?? [])]);
      input.value = "";
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    need<HTMLElement>(form, "[data-drop-words]").hidden = false;
    this.#listenForDrops(need<HTMLElement>(form, "[data-dropzone]"));
    window.addEventListener("beforeunload", (event) => {
      if (this.#busy) event.preventDefault();
    });
  }

  /** The whole page takes files: a near miss must not replace the page by the file. */
  #listenForDrops(zone: HTMLElement): void {
    const mark = (over: boolean) => (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("is-over", over);
    };
    document.addEventListener("dragover", mark(true));
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) zone.classList.remove("is-over");
    });
    document.addEventListener("drop", (event) => {
      mark(false)(event);
      this.#add([...(event.dataTransfer?.files ?? [])]);
    });
  }

  #add(files: File[]): void {
    if (files.length === 0) return;
    need<HTMLElement>(this.form, "[data-results]").hidden = false;
    for (const parcel of parcels(files)) {
      const row = new UploadRow(parcel);
      this.#rows.push(row);
      need(this.form, "[data-list]").append(row.element);
      this.#listen(row);
      const problem = refusal([parcel.file, parcel.key]);
      if (problem === null) this.#queue.push([row, ""]);
      else row.tell("refused", problem);
    }
    this.#summarize();
    void this.#work();
  }

  #listen(row: UploadRow): void {
    const unlock = (): void => {
      const password = row.passwordInput.value;
      if (password === "") return;
      row.passwordInput.value = "";
      if (row.part<HTMLInputElement>("[data-for-all]").checked) this.#share(password, row);
      this.#enqueue(row, password);
    };
    row.part("[data-send]").addEventListener("click", unlock);
    row.passwordInput.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      unlock();
    });
    row.part("[data-retry]").addEventListener("click", () => this.#enqueue(row, ""));
    row.part("[data-remove]").addEventListener("click", () => {
      this.#rows.splice(this.#rows.indexOf(row), 1);
      row.element.remove();
      this.#summarize();
      need<HTMLElement>(this.form, "input[type=file]").focus();
    });
  }

  #share(password: string, source: UploadRow): void {
    this.#shared = password;
    for (const row of this.#rows) {
      if (row !== source && row.state === "question") this.#enqueue(row, password);
    }
  }

  #enqueue(row: UploadRow, password: string): void {
    row.tell("waiting", message("client-upload-waiting"));
    this.#queue.push([row, password]);
    void this.#work();
  }

  /** One at a time: a key that arrives after its certificate finds it there. */
  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      await this.#send(...next);
      this.#summarize();
    }
    this.#busy = false;
  }

  /** The headers of an upload; `null` when it was not confirmed. */
  async #headers(row: UploadRow): Promise<Record<string, string> | null> {
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const { prove: action, object = "" } = this.form.dataset;
    if (action === undefined) return headers;
    if (this.#proof === "") this.#proof = (await stepUp({ action, object, name: row.name })) ?? "";
    return this.#proof === "" ? null : { ...headers, "Step-Up": this.#proof };
  }

  async #send(row: UploadRow, password: string): Promise<void> {
    const headers = await this.#headers(row);
    if (headers === null) {
      row.tell("refused", message("client-upload-unconfirmed"), true);
      return;
    }
    row.tell("sending", message("client-upload-sending", { percent: 0 }));
    try {
      const sealed = await call<Sealed>({
        method: "POST",
        path: "/api/v1/certificates",
        form: this.#fields(row, password),
        headers,
        onProgress: (percent) => row.sent(percent),
      });
      this.#proof = "";
      row.tell("accepted", verdict(sealed));
      row.link(`/certificates/${sealed.id}`);
    } catch (failure) {
      this.#refused(row, password, failure);
    }
  }

  #refused(row: UploadRow, password: string, failure: unknown): void {
    const { code, status } = failure instanceof ProblemError ? failure.problem : { code: "", status: 0 };
    if (code === "step_up_required") this.#proof = "";
    const asks = code === "password_required" || code === "wrong_password";
    if (asks && this.#shared !== "" && password === "") {
      this.#enqueue(row, this.#shared);
      return;
    }
    if (failure instanceof ProblemError && failure.problem.existing !== undefined) {
      row.link(`/certificates/${failure.problem.existing}`);
    }
    const again = !asks && (PASSING.includes(status) || code === "step_up_required");
    row.tell(
      asks ? "question" : "refused",
      failure instanceof Error ? failure.message : String(failure),
      again,
    );
  }

  #fields(row: UploadRow, password: string): FormData {
    const form = new FormData();
    const customer = need<HTMLSelectElement>(this.form, "select[name=customer_id]").value;
    if (customer !== "") form.set("customer_id", customer);
    if (password !== "") form.set("password", password);
    form.set("file", row.parcel.file);
    if (row.parcel.key) form.set("key", row.parcel.key);
    return form;
  }

  #summarize(): void {
    const done = this.#rows.filter((row) => row.state === "accepted").length;
    const asking = this.#rows.filter((row) => row.state === "question").length;
    const words = [message("client-upload-summary", { count: done, total: this.#rows.length })];
    if (asking > 0) words.push(message("client-upload-asking", { count: asking }));
    need(this.form, "[data-summary]").textContent = words.join(" · ");
    need<HTMLElement>(this.form, "[data-after]").hidden = done === 0;
  }
}

/** What can be said of a file without sending it. */
function refusal(files: (File | undefined)[]): string | null {
  for (const file of files) {
    if (!file) continue;
    if (!isKnownKind(file.name)) return message("client-upload-not-a-kind");
    if (file.size === 0) return message("client-upload-empty");
    if (file.size > MAX_BYTES) return message("client-upload-too-large", { limit: "1 MiB" });
  }
  return null;
}

function verdict(sealed: Sealed): string {
  // What was there before this upload has been changed by it: the other half has come.
  const joined = sealed.version > 1;
  const words =
    sealed.status === "awaiting_certificate"
      ? message("client-upload-key-only")
      : message(joined ? "client-upload-joined" : "client-upload-accepted");
  return sealed.holder ? `${words} ${sealed.holder}` : words;
}
