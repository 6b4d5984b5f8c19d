// Sensitive acts: each asks for a step-up, then does its one thing with the proof.

import { call, callForFile } from "./api";
import { onClick } from "./dom";
import { message } from "./messages";
import { showCodes } from "./passkeys";
import { showRevealed, startRevealed } from "./revealed";
import { type Act, stepUp } from "./step_up";
import { toast } from "./toast";

interface Outcome {
  url?: string;
  password?: string;
  codes?: string[];
}

export function startActs(): void {
  startRevealed();
  onClick("[data-act]", (button) => void perform(button));
}

async function perform(button: HTMLElement): Promise<void> {
  const {
    act: action = "",
    object = "",
    name = "",
    method = "POST",
    endpoint = "",
    then,
    saves,
  } = button.dataset;
  const act: Act = { action, object, name };
  const token = await stepUp(act);
  if (token === null) return;
  try {
    const form = button.closest<HTMLFormElement>("form[data-json]");
    const json = form ? { json: valuesOf(form) } : {};
    const request = { method, path: endpoint, headers: { "Step-Up": token }, ...json };
    if (saves !== undefined) {
      save(await callForFile(request), saves);
      return;
    }
    const outcome = await call<Outcome>(request);
    if (outcome.password !== undefined) showRevealed(outcome.password);
    else if (outcome.codes !== undefined) showCodes(outcome.codes);
    else if (outcome.url !== undefined) download(outcome.url);
    else if (then !== undefined) location.assign(then);
  } catch (failure) {
    toast(failure instanceof Error ? failure.message : String(failure));
  }
}

/** What a form says, with numbers as numbers and a box as whether it is ticked. */
function valuesOf(form: HTMLFormElement): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement)
      values[field.name] = field.type === "checkbox" ? field.checked : field.value;
    if (field instanceof HTMLSelectElement)
      values[field.name] = field.dataset.number === undefined ? field.value : Number(field.value);
  }
  return values;
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
