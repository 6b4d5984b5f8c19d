// Forms for what the organization has made sensitive: they are sent with a step-up proof among their fields.

import { onClick } from "./dom";
import { stepUp } from "./step_up";

export function startProving(): void {
  onClick("button[data-prove][type=submit]", (button, event) => {
    const form = button instanceof HTMLButtonElement ? button.form : null;
    if (!form) return;
    event.preventDefault();
    if (form.reportValidity()) void prove(button, form);
  });
}

async function prove(button: HTMLElement, form: HTMLFormElement): Promise<void> {
  const { prove: action = "", object = "", name, nameFrom = "" } = button.dataset;
  const other = name ?? String(new FormData(form).get(nameFrom) ?? "");
  const token = await stepUp({ action, object, name: other });
  if (token === null) return;
  hide(form, "step_up", token);
  // A form that is sent by a script does not say which of its buttons sent it.
  if (button instanceof HTMLButtonElement && button.name !== "") hide(form, button.name, button.value);
  form.submit();
}

function hide(form: HTMLFormElement, name: string, value: string): void {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  form.append(field);
}
