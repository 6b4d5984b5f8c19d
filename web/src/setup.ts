// Set-up and new passwords: a token comes in the fragment, and the password is judged by its length while it is typed.

import { find } from "./dom";
import { message } from "./messages";

export function startSetup(): void {
  const form = find<HTMLFormElement>(document, "form[data-setup], form[data-new-password]");
  if (!form) return;
  takeToken(form);
  sayTimeZone(form);
  startMeter(form);
  startComparison(form);
}

/** Moves the token into the form and out of the address bar and the history. */
function takeToken(form: HTMLFormElement): void {
  const field = find<HTMLInputElement>(form, 'input[name="token"]');
  if (!field) return;
  const token = location.hash.slice(1);
  if (token !== "") {
    field.value = token;
    history.replaceState(null, "", location.pathname + location.search);
  }
  if (field.value === "") find(document, "[data-token-missing]")?.removeAttribute("hidden");
}

/** An organization begins in the time zone of who founds it. */
function sayTimeZone(form: HTMLFormElement): void {
  const field = find<HTMLInputElement>(form, "[data-time-zone]");
  if (field) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function startMeter(form: HTMLFormElement): void {
  const input = find<HTMLInputElement>(form, "[data-password-meter]");
  const meter = input && document.getElementById(input.dataset.passwordMeter ?? "");
  const bar = meter && find<HTMLProgressElement>(meter, "progress");
  const words = meter && find<HTMLElement>(meter, "[role=status]");
  if (!input || !meter || !bar || !words) return;
  input.addEventListener("input", () => {
    const length = [...input.value].length;
    meter.hidden = length === 0;
    bar.value = Math.min(length, input.minLength);
    words.textContent = judge(input.value, length, input.minLength);
  });
}

function judge(password: string, length: number, least: number): string {
  if (length < least) return message("client-password-more", { count: least - length });
  const repetitive = new Set(password).size < 6;
  return message(repetitive ? "client-password-repetitive" : "client-password-enough");
}

function startComparison(form: HTMLFormElement): void {
  const again = find<HTMLInputElement>(form, "[data-same-as]");
  const first = again && document.getElementById(again.dataset.sameAs ?? "");
  if (!again || !(first instanceof HTMLInputElement)) return;
  const compare = (): void => {
    const differ = again.value !== "" && again.value !== first.value;
    again.setCustomValidity(differ ? message("client-passwords-differ") : "");
  };
  again.addEventListener("input", compare);
  first.addEventListener("input", compare);
}
