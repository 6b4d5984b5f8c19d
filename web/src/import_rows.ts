// The rows of an import: told by the server one by one, shown by what they come to.

import { find, need } from "./dom";
import { message } from "./messages";
import { explain } from "./problem";

export type Outcome = "created" | "updated" | "unchanged" | "refused";

export const OUTCOMES: readonly Outcome[] = ["refused", "created", "updated", "unchanged"];

interface Told {
  row: number;
  outcome: Outcome;
  reason: { field: string; code: string; detail: string } | null;
}

/** A row of a table of customers. */
export interface CustomerRow extends Told {
  line: "row";
  tax_id: string | null;
  country: string | null;
  name: string;
  customer_id: string | null;
  changes: string[];
}

/** A certificate file, or a certificate and its key. */
export interface FilesRow extends Told {
  line: "files";
  files: string[];
  tax_id: string | null;
  country: string | null;
  holder: string | null;
  kind: string | null;
  customer_id: string | null;
  customer: string | null;
  certificate_id: string | null;
}

/** A row of a table of workers. */
export interface WorkerRow extends Told {
  line: "worker";
  name: string;
  reference: string | null;
  crew: string | null;
  contractor: string | null;
  roles: string | null;
  worker_id: string | null;
  changes: string[];
}

/** A row of a table of tickets. */
export interface TicketRow extends Told {
  line: "ticket";
  name: string;
  reference: string | null;
  type: string;
  number: string | null;
  issued_on: string | null;
  expires_on: string | null;
  worker_id: string | null;
}

export type Row = CustomerRow | FilesRow | WorkerRow | TicketRow;

export type Counts = Record<Outcome, number>;

const TONES: Record<Outcome, string> = {
  created: "tone-fine",
  updated: "tone-watch",
  unchanged: "tone-quiet",
  refused: "tone-expired",
};

/** More rows than anybody reads are not drawn: the filters lead to those that matter. */
const MOST_SHOWN = 200;

export class Rows {
  #rows: Row[] = [];
  #filter: Outcome | "all" = "all";
  #done = false;

  constructor(readonly root: HTMLElement) {}

  get counts(): Counts {
    const counts: Counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
    for (const { outcome } of this.#rows) counts[outcome] += 1;
    return counts;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** Begins again. `done` is whether rows tell what has become of them, not what would. */
  clear(done: boolean): void {
    this.#rows = [];
    this.#filter = "all";
    this.#done = done;
    this.#body.replaceChildren();
    need<HTMLElement>(this.root, "[data-filters]").hidden = true;
    need<HTMLElement>(this.root, "[data-more]").hidden = true;
  }

  add(row: Row): void {
    this.#rows.push(row);
    if (this.#body.childElementCount < MOST_SHOWN) this.#body.append(this.#element(row));
  }

  /** Shows the filters, those with rows only, and what is most worth a look. */
  finish(): void {
    const { counts } = this;
    const group = need<HTMLElement>(this.root, "[data-filters]");
    const offered = OUTCOMES.filter((outcome) => counts[outcome] > 0);
    group.hidden = offered.length < 2;
    group.replaceChildren(
      this.#button("all", this.length),
      ...offered.map((outcome) => this.#button(outcome, counts[outcome])),
    );
    this.#show("all");
  }

  get #body(): HTMLElement {
    return need(this.root, "[data-rows]");
  }

  #button(filter: Outcome | "all", count: number): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.dataset.filter = filter;
    button.textContent = `${message(`client-import-filter-${filter}`)} ${count}`;
    button.addEventListener("click", () => this.#show(filter));
    return button;
  }

  #show(filter: Outcome | "all"): void {
    this.#filter = filter;
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("[data-filter]")) {
      button.setAttribute("aria-pressed", String(button.dataset.filter === filter));
    }
    const wanted = this.#rows.filter(({ outcome }) => this.#filter === "all" || outcome === this.#filter);
    this.#body.replaceChildren(...wanted.slice(0, MOST_SHOWN).map((row) => this.#element(row)));
    const more = need<HTMLElement>(this.root, "[data-more]");
    more.hidden = wanted.length <= MOST_SHOWN;
    more.textContent = message("client-import-more", { shown: MOST_SHOWN, total: wanted.length });
  }

  #element(row: Row): HTMLElement {
    const template = need<HTMLTemplateElement>(document, "#import-row");
    const element = need<HTMLElement>(template.content, "tr").cloneNode(true) as HTMLElement;
    const name = need<HTMLAnchorElement>(element, "[data-name]");
    if (row.line === "row") paintCustomer(element, name, row);
    else if (row.line === "files") paintFiles(element, name, row);
    else paintWorker(element, name, row);
    const outcome = need<HTMLElement>(element, "[data-outcome]");
    outcome.dataset.outcome = row.outcome;
    outcome.classList.add(TONES[row.outcome]);
    need(element, "[data-outcome-text]").textContent = message(
      `client-import-${this.#done ? "did" : "will"}-${row.outcome}${row.line === "files" ? "-file" : ""}`,
    );
    const reason = need<HTMLElement>(element, "[data-reason]");
    reason.textContent = explanation(row);
    if (reason.textContent === "") find(element, "[data-reason]")?.remove();
    return element;
  }
}

function paintTaxId(element: HTMLElement, row: CustomerRow | FilesRow): void {
  need(element, "[data-tax-id]").textContent = row.tax_id ?? "";
  need(element, "[data-country]").textContent = row.country ?? "";
}

/** Who it is, and what of him or for him the row tells. */
function paintWorker(element: HTMLElement, name: HTMLAnchorElement, row: WorkerRow | TicketRow): void {
  name.textContent = row.name || row.reference || message("client-import-no-name");
  if (row.worker_id !== null) name.href = `/workers/${row.worker_id}`;
  const place = message("client-import-row", { row: row.row });
  need(element, "[data-row]").textContent = row.reference === null ? place : `${row.reference} · ${place}`;
  const [what, more] =
    row.line === "worker"
      ? [[row.crew, row.roles], [row.contractor]]
      : [
          [row.type, row.number],
          [row.issued_on, row.expires_on],
        ];
  need(element, "[data-what]").textContent = joined(what, " · ");
  need(element, "[data-more-of-it]").textContent = joined(more, " – ");
}

function joined(parts: readonly (string | null)[], between: string): string {
  return parts.filter((part) => part !== null && part !== "").join(between);
}

function paintCustomer(element: HTMLElement, name: HTMLAnchorElement, row: CustomerRow): void {
  paintTaxId(element, row);
  name.textContent = row.name === "" ? message("client-import-no-name") : row.name;
  if (row.customer_id !== null) name.href = `/customers/${row.customer_id}`;
  need(element, "[data-row]").textContent = message("client-import-row", { row: row.row });
}

function paintFiles(element: HTMLElement, name: HTMLAnchorElement, row: FilesRow): void {
  paintTaxId(element, row);
  const last = row.files.map((file) => file.split("/").at(-1) ?? file);
  name.textContent = row.holder ?? last.join(" + ");
  if (row.certificate_id !== null) name.href = `/certificates/${row.certificate_id}`;
  need(element, "[data-row]").textContent = row.files.join(" + ");
  const customer = need<HTMLAnchorElement>(element, "[data-customer]");
  customer.textContent = row.customer ?? "";
  if (row.customer_id !== null) customer.href = `/customers/${row.customer_id}`;
}

function explanation(row: Row): string {
  const { reason } = row;
  const fields = ("changes" in row ? row.changes : [])
    .map((field) => message(`client-import-field-${field}`))
    .join(", ");
  const differs = fields === "" ? "" : message("client-import-differs", { fields });
  if (reason === null) return differs;
  return [explain({ status: 422, code: reason.code, detail: reason.detail }), differs].join(" ").trim();
}
