// Sensitive acts: each asks for a step-up, then does its one thing with the proof. A button that submits a form sends
// what the form holds, as JSON.

import { call, callForFile } from "./api";
import { onClick } from "./dom";
import { message } from "./messages";
import { showCodes } from "./passkeys";
import { showRevealed, startRevealed } from "./revealed";
import { type Drawn, showOnce, startShownOnce } from "./shown_once";
import { type Act, stepUp } from "./step_up";
import { toast } from "./toast";

interface Outcome {
  url?: string;
  password?: string;
  text?: string;
  codes?: string[];
}

export function startActs(): void {
  startRevealed();
  startShownOnce();
  onClick("[data-call]", (button) => void perhaps(button));
  onClick("[data-act]", (button, event) => {
    const form = button instanceof HTMLButtonElement && button.type === "submit" ? button.form : null;
    if (form) event.preventDefault();
    if (!form || form.reportValidity()) void perform(button, form);
  });
}

async function perform(button: HTMLElement, form: HTMLFormElement | null): Promise<void> {
  const {
    act: action = "",
    object = "",
    name = "",
    method = "POST",
    endpoint = "",
    then,
    saves,
    shows,
    draws = "",
  } = button.dataset;
  const json = form ? fields(form) : undefined;
  const act: Act = { action, object, name: name || String(json?.[button.dataset.nameFrom ?? ""] ?? "") };
  const token = await stepUp(act);
  if (token === null) return;
  try {
    const request = { method, path: endpoint, json, headers: { "Step-Up": token } };
    if (saves !== undefined) {
      save(await callForFile(request), saves);
      return;
    }
    const outcome = await call<Outcome & Record<string, string>>(request);
    if (shows !== undefined) {
      form?.reset();
      showOnce(outcome[shows] ?? "", (outcome as Record<string, unknown>)[draws] as Drawn | undefined);
      return;
    }
    if (outcome.password !== undefined) showRevealed(outcome.password);
    else if (outcome.text !== undefined) showRevealed(outcome.text, button.dataset.title);
    else if (outcome.codes !== undefined) showCodes(outcome.codes);
    else if (outcome.url !== undefined) download(outcome.url);
    else if (then !== undefined) location.assign(then);
  } catch (failure) {
    toast(failure instanceof Error ? failure.message : String(failure));
  }
}

/** What takes no proof is done with a second click. */
async function perhaps(button: HTMLElement): Promise<void> {
  if (!armed(button)) return;
  const { call: method = "POST", endpoint: path = "", then } = button.dataset;
  try {
    await call({ method, path });
    if (then !== undefined) location.assign(then);
  } catch (failure) {
    toast(failure instanceof Error ? failure.message : String(failure));
  }
}

/** Asks once more on the button itself, in the words of `data-sure`: the first click arms it, until it is left. */
function armed(button: HTMLElement): boolean {
  if (button.dataset.armed !== undefined) return true;
  const words = [...button.childNodes];
  button.dataset.armed = "";
  button.replaceChildren(button.dataset.sure ?? message("client-sure"));
  const disarm = (): void => {
    delete button.dataset.armed;
    button.replaceChildren(...words);
  };
  button.addEventListener("blur", disarm, { once: true });
  return false;
}

/**
 * Texts by name; boxes with a value are a list of the ticked ones, also when none is, a box without one is yes or no;
 * `data-number` fields are numbers, `data-flag` fields yes or no.
 */
function fields(form: HTMLFormElement): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
    "input[name], select[name], textarea[name]",
  )) {
    if (!(field instanceof HTMLInputElement) || field.type !== "checkbox") {
      values[field.name] = typed(field);
      continue;
    }
    if (!field.hasAttribute("value")) {
      values[field.name] = field.checked;
      continue;
    }
    const ticked = (values[field.name] ?? []) as string[];
    values[field.name] = field.checked ? [...ticked, field.value] : ticked;
  }
  return values;
}

function typed({ dataset, value }: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement): unknown {
  if (dataset.flag !== undefined) return value === "true";
  return dataset.number === undefined ? value : Number(value);
}

/** Hands a file that came as an answer to the browser's downloads. */
function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  toast(message("client-downloading"));
}

/** The address answers with an attachment, so the page stays. Only its path is used: the session is this origin's. */
function download(url: string): void {
  const { pathname, search } = new URL(url, location.href);
  location.assign(pathname + search);
  toast(message("client-downloading"));
}
