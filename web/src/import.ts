// Imports: files are looked at first, row by row, and taken in only when their owner says so.

import { find, need } from "./dom";
import { listenForDrops } from "./dropped";
import { Hints } from "./import_hints";
import { type Counts, OUTCOMES, type Row, Rows } from "./import_rows";
import { postForLines } from "./lines";
import { message } from "./messages";
import { explain, type Problem } from "./problem";
import { stepUp } from "./step_up";

interface Column {
  heading: string;
  field: string | null;
}

type Line =
  | { line: "reading"; done: number; files: number }
  | { line: "begin"; rows: number; columns: Column[] }
  | Row
  | ({ line: "end" } & Counts)
  | { line: "stop"; counts: Counts; problem: Problem };

/** How an answer ended: whole, stopped by the server with its reason, or cut off. */
type Ending = "whole" | "stopped" | "cut off";

/** The server takes no more at once. */
const MOST_BYTES = 16 * 1024 * 1024;

export function startImport(): void {
  const form = find<HTMLFormElement>(document, "form[data-import]");
  if (form) new Importing(form);
}

class Importing {
  readonly #rows: Rows;
  readonly #hints: Hints | null;
  #files: File[] = [];
  #busy = false;
  #total = 0;

  constructor(readonly form: HTMLFormElement) {
    this.#rows = new Rows(form);
    this.#hints = Hints.of(form);
    for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) {
      input.addEventListener("change", () => {
        const files = [...(input.files ?? [])];
        input.value = "";
        void this.#preview(files);
      });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const option of form.querySelectorAll("select")) {
      option.addEventListener("change", () => void this.#preview(this.#files));
    }
    find(form, "[data-again]")?.addEventListener("click", () => void this.#preview(this.#files));
    this.#part("[data-apply]").addEventListener("click", () => void this.#apply());
    this.#part("[data-restart]").addEventListener("click", () => this.#part("input[type=file]").click());
    this.#part<HTMLElement>("[data-drop-words]").hidden = false;
    listenForDrops(this.#part("[data-dropzone]"), (files) => void this.#preview(files));
    window.addEventListener("beforeunload", (event) => {
      if (this.#busy) event.preventDefault();
    });
  }

  #part<E extends HTMLElement>(selector: string): E {
    return need<E>(this.form, selector);
  }

  async #preview(files: File[]): Promise<void> {
    if (this.#busy || files.length === 0) return;
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    if (bytes > MOST_BYTES) {
      this.#fail(message("client-import-too-large"));
      return;
    }
    this.#files = this.#isOfFiles ? files : files.slice(0, 1);
    await this.#run(true);
  }

  async #apply(): Promise<void> {
    if (this.#busy || this.#files.length === 0) return;
    const { prove: action, object = "" } = this.form.dataset;
    const headers: Record<string, string> = {};
    if (action !== undefined) {
      const proof = await stepUp({ action, object, name: this.#name });
      if (proof === null) return;
      headers["Step-Up"] = proof;
    }
    await this.#run(false, headers);
  }

  /** Whether certificates are imported, of which there may be many files. */
  get #isOfFiles(): boolean {
    return this.form.dataset.import === "certificates";
  }

  get #name(): string {
    const [first] = this.#files;
    if (this.#files.length === 1 && first) return first.name;
    return message("client-import-files", { count: this.#files.length });
  }

  async #run(dryRun: boolean, headers: Record<string, string> = {}): Promise<void> {
    this.#busy = true;
    this.#begin(dryRun);
    let ending: Ending = "cut off";
    const onLine = (line: Line): void => {
      if (line.line === "reading") this.#progress(line.done, line.files);
      else if (line.line === "begin") this.#begun(line.rows, line.columns);
      else if (line.line === "end") ending = "whole";
      else if (line.line === "stop") {
        ending = "stopped";
        this.#fail(explain(line.problem));
      } else this.#row(line);
    };
    try {
      await postForLines<Line>({ path: this.#path(dryRun), form: this.#form(), headers }, onLine);
      if ((ending as Ending) === "cut off") this.#fail(message("client-import-cut-off"));
    } catch (failure) {
      this.#fail(failure instanceof Error ? failure.message : String(failure));
    }
    this.#busy = false;
    this.#end(dryRun, (ending as Ending) === "whole");
  }

  #form(): FormData {
    const form = new FormData();
    for (const file of this.#files) form.append("file", file, file.webkitRelativePath || file.name);
    if (this.#hints) form.set("passwords", JSON.stringify(this.#hints.values));
    return form;
  }

  #path(dryRun: boolean): string {
    const query = new URLSearchParams({ dry_run: String(dryRun) });
    for (const option of this.form.querySelectorAll("select")) query.set(option.name, option.value);
    return `/api/v1/imports/${this.form.dataset.import}?${query}`;
  }

  #begin(dryRun: boolean): void {
    this.#rows.clear(!dryRun);
    this.#total = 0;
    this.#part<HTMLElement>("[data-problem]").hidden = true;
    this.#part<HTMLElement>("[data-results]").hidden = false;
    this.#part<HTMLElement>("[data-actions]").hidden = true;
    this.#part<HTMLElement>("[data-columns]").hidden = true;
    this.#part("[data-title]").textContent = message(
      dryRun ? "client-import-preview-title" : "client-import-done-title",
      { file: this.#name },
    );
    this.#part("[data-summary]").textContent = message("client-import-reading");
    const progress = this.#part<HTMLProgressElement>("[data-progress]");
    progress.hidden = false;
    progress.removeAttribute("value");
  }

  #begun(rows: number, columns: Column[]): void {
    this.#total = rows;
    const known = columns.filter(({ field }) => field !== null);
    const left = columns.filter(({ heading, field }) => field === null && heading !== "");
    const words = known.map(({ heading, field }) =>
      message("client-import-column", { heading, field: message(`client-import-field-${field}`) }),
    );
    const lines = [message("client-import-columns", { columns: words.join(", ") })];
    if (left.length > 0) {
      const names = left.map(({ heading }) => heading).join(", ");
      lines.push(message("client-import-columns-left", { columns: names }));
    }
    const line = this.#part<HTMLElement>("[data-columns]");
    line.textContent = lines.join(" ");
    line.hidden = columns.length === 0;
  }

  #row(row: Row): void {
    this.#rows.add(row);
    this.#progress(this.#rows.length, this.#total);
  }

  #progress(count: number, total: number): void {
    this.#part<HTMLProgressElement>("[data-progress]").value = (100 * count) / Math.max(total, 1);
    if (count % 25 !== 0) return;
    this.#part("[data-summary]").textContent = message("client-import-progress", { count, total });
  }

  #fail(text: string): void {
    this.#part("[data-problem-text]").textContent = text;
    this.#part<HTMLElement>("[data-problem]").hidden = false;
  }

  #end(dryRun: boolean, whole: boolean): void {
    const { counts } = this.#rows;
    this.#part<HTMLElement>("[data-progress]").hidden = true;
    this.#part<HTMLElement>("[data-results]").hidden = this.#rows.length === 0 && !whole;
    this.#rows.finish();
    const tense = dryRun ? "will" : "did";
    const kind = this.#isOfFiles ? "-file" : "";
    this.#part("[data-summary]").textContent = OUTCOMES.filter((outcome) => counts[outcome] > 0)
      .map((outcome) => message(`client-import-count-${tense}-${outcome}${kind}`, { count: counts[outcome] }))
      .join(" · ");
    this.#offer(dryRun || !whole, counts.created + counts.updated);
    this.#part("[data-title]").focus();
  }

  /** What may be done next: to import, or to see what was. */
  #offer(toImport: boolean, count: number): void {
    const apply = this.#part<HTMLButtonElement>("[data-apply]");
    apply.hidden = !toImport || count === 0;
    apply.textContent = message("client-import-apply", { count });
    this.#part<HTMLElement>("[data-after]").hidden = toImport;
    this.#part<HTMLElement>("[data-actions]").hidden = false;
  }
}
