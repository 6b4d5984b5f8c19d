// Changing the language loads the page anew. What was typed into its forms waits in this tab meanwhile, passwords and files
// excepted; a link's token waits with it, since the address bar has it no more.
//
// What is sent when the session is over comes back, too, once its member has signed in again.

const CHANGED = "draft";
const SENT = "sent";

interface Draft {
  path: string;
  /** Of what was sent: by whom. */
  who?: string;
  /** And whether sign-in came in between. */
  away?: boolean;
  /** Form, name, and what stands there; for boxes their value, and "" when they are not checked. */
  fields: [form: string, name: string, value: string][];
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const BOXES = ["checkbox", "radio"];

const KEPT = ["text", "email", "search", "tel", "url", "number", "date", "time", ...BOXES];

export function startDrafts(): void {
  restore(taken(CHANGED));
  const who = document.querySelector<HTMLElement>("[data-who]")?.dataset.who;
  if (who === undefined) {
    // On the way through sign-in it waits.
    keepAway();
  } else {
    const sent = taken(SENT);
    // Elsewhere it was taken, and must not stand there once more.
    if (sent?.away && sent.who === who) restore(sent);
    document.addEventListener("submit", ({ target }) => {
      if (!(target instanceof Element) || !target.matches('main form[method="post"]')) return;
      keep(SENT, { path: location.pathname, who, fields: [] });
    });
  }
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-preferences]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || button.name !== "language") return;
      const back = form.querySelector<HTMLInputElement>('input[name="return_to"]')?.value;
      if (back) keep(CHANGED, { path: pathOf(back), fields: [] });
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

function keep(key: string, draft: Draft): void {
  for (const [form, field] of fields()) {
    const value = isBox(field) ? (field.checked ? "on" : "") : field.value;
    draft.fields.push([form, nameOf(field), value]);
  }
  put(key, draft);
}

function put(key: string, draft: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // No room, or forbidden: then it has to be typed again.
  }
}

function keepAway(): void {
  const sent = taken(SENT);
  if (sent) put(SENT, { ...sent, away: true });
}

function restore(draft: Draft | null): void {
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
function taken(key: string): Draft | null {
  try {
    const text = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return text === null ? null : (JSON.parse(text) as Draft);
  } catch {
    return null;
  }
}
