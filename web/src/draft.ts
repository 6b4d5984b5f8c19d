// Changing the language loads the page anew. What was typed into its forms waits in this tab meanwhile, passwords and files
// excepted; a link's token waits with it, since the address bar has it no more.

const KEY = "draft";

interface Draft {
  path: string;
  /** Form, name, and what stands there; for boxes their value, and "" when they are not checked. */
  fields: [form: string, name: string, value: string][];
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const BOXES = ["checkbox", "radio"];

const KEPT = ["text", "email", "search", "tel", "url", "number", "date", "time", ...BOXES];

export function startDrafts(): void {
  restore();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-preferences]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || button.name !== "language") return;
      const back = form.querySelector<HTMLInputElement>('input[name="return_to"]')?.value;
      if (back) keep(pathOf(back));
    });
  }
}

const pathOf = (address: string) => new URL(address, location.href).pathname;

/** The fields of the forms that send something, each with the name of its form. */
function* fields(): Generator<[string, Field]> {
  for (const form of document.querySelectorAll<HTMLFormElement>('main form[method="post"]')) {
    const name = form.getAttribute("action") ?? "";
    for (const field of form.elements) {
      if (isKept(field)) yield [name, field];
    }
  }
}

function isKept(field: Element): field is Field {
  if (field instanceof HTMLSelectElement) return !field.multiple;
  if (field instanceof HTMLTextAreaElement) return true;
  if (!(field instanceof HTMLInputElement)) return false;
  return KEPT.includes(field.type) || (field.type === "hidden" && field.name === "token");
}

const isBox = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && BOXES.includes(field.type);

const nameOf = (field: Field) => (isBox(field) ? `${field.name}=${field.value}` : field.name);

function keep(path: string): void {
  const draft: Draft = { path, fields: [] };
  for (const [form, field] of fields()) {
    const value = isBox(field) ? (field.checked ? "on" : "") : field.value;
    draft.fields.push([form, nameOf(field), value]);
  }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // No room, or forbidden: then it has to be typed again.
  }
}

function restore(): void {
  const draft = taken();
  if (draft?.path !== location.pathname) return;
  const values = new Map(draft.fields.map(([form, name, value]) => [`${form} ${name}`, value]));
  for (const [form, field] of fields()) {
    const value = values.get(`${form} ${nameOf(field)}`);
    if (value === undefined) continue;
    if (isBox(field)) field.checked = value !== "";
    else field.value = value;
  }
}

/** What waits, which from now on waits no more. */
function taken(): Draft | null {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text === null ? null : (JSON.parse(text) as Draft);
  } catch {
    return null;
  }
}
