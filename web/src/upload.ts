// Uploads: files are taken by drop or choice, sent one after the other, and each row tells what became of them.

import { call } from "./api";
import { find, need } from "./dom";
import { listenForDrops } from "./dropped";
import { message } from "./messages";
import { isKnownKind, parcels } from "./pairing";
import { ProblemError } from "./problem";
import { stepUp } from "./step_up";
import { UploadRow } from "./upload_row";

const MAX_BYTES = 1024 * 1024;
/** What may pass: no connection, too many requests, a part that is down. */
const PASSING = [0, 429, 500, 502, 503, 504];
/** How long to wait for room where the server does not say. */
const PAUSE_SECONDS = 5;
/** What comes with a folder and is no file of anybody's. */
const LITTER = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

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
  /** On what that was tried already. */
  #guessed = new WeakSet<UploadRow>();
  /** The passwords of rows whose attempt did not reach the server: a further one has them again. */
  readonly #kept = new WeakMap<UploadRow, string>();
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
    listenForDrops(need<HTMLElement>(form, "[data-dropzone]"), (files) =>
      this.#add(files.length === 1 ? files : files.filter(({ name }) => !LITTER.test(name))),
    );
    window.addEventListener("beforeunload", (event) => {
      if (this.#busy) event.preventDefault();
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
      this.#focusAfter(row);
    };
    row.part("[data-send]").addEventListener("click", unlock);
    row.passwordInput.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      unlock();
    });
    row.part("[data-retry]").addEventListener("click", () => this.#enqueue(row, this.#kept.get(row) ?? ""));
    row.part("[data-remove]").addEventListener("click", () => {
      this.#rows.splice(this.#rows.indexOf(row), 1);
      row.element.remove();
      this.#summarize();
      need<HTMLElement>(this.form, "input[type=file]").focus();
    });
  }

  /** The next row that asks for its password, from the one on that was answered; else what tells how far all is. */
  #focusAfter(row: UploadRow): void {
    const at = this.#rows.indexOf(row);
    const others = [...this.#rows.slice(at + 1), ...this.#rows.slice(0, at)];
    const next = others.find(({ state }) => state === "question");
    (next?.passwordInput ?? need<HTMLElement>(this.form, "[data-summary]")).focus();
  }

  #share(password: string, source: UploadRow): void {
    this.#shared = password;
    this.#guessed = new WeakSet();
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
      const [row, password] = next;
      // It may have been removed while it waited.
      if (this.#rows.includes(row)) await this.#send(row, this.#guess(row, password));
      this.#summarize();
    }
    this.#busy = false;
  }

  /** The shared password, for what none was typed for and it was not tried on; who needs none does not mind. */
  #guess(row: UploadRow, password: string): string {
    if (password !== "" || this.#shared === "" || this.#guessed.has(row)) return password;
    this.#guessed.add(row);
    return this.#shared;
  }

  /** As long as the server asks for; nothing is lost meanwhile. */
  async #pause(row: UploadRow, password: string, seconds: number): Promise<void> {
    this.#queue.unshift([row, password]);
    row.tell("waiting", message("client-upload-pausing", { seconds }));
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
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
      this.#kept.set(row, password);
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
      if (failure instanceof ProblemError && failure.problem.status === 429) {
        await this.#pause(row, password, failure.problem.retryAfter ?? PAUSE_SECONDS);
      } else {
        this.#refused(row, password, failure);
      }
    }
  }

  #refused(row: UploadRow, password: string, failure: unknown): void {
    const { code, status } = failure instanceof ProblemError ? failure.problem : { code: "", status: 0 };
    if (code === "step_up_required") this.#proof = "";
    const asks = code === "password_required" || code === "wrong_password";
    // Shared meanwhile, or no good: then the file may have a password that is none.
    const guessed = this.#guessed.has(row);
    if (asks && this.#shared !== "" && password === (guessed ? this.#shared : "")) {
      this.#enqueue(row, "");
      return;
    }
    if (failure instanceof ProblemError && failure.problem.existing !== undefined) {
      row.link(`/certificates/${failure.problem.existing}`);
    }
    if (asks) this.#kept.delete(row);
    else this.#kept.set(row, password);
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
    const refused = this.#rows.filter((row) => row.state === "refused").length;
    if (refused > 0) words.push(message("client-upload-refused", { count: refused }));
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
