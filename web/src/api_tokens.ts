// API tokens: a new one takes a step-up and is shown once; revoking takes one click and a second.

import { call } from "./api";
import { find, need, onClick } from "./dom";
import { message } from "./messages";
import { stepUp } from "./step_up";
import { toast } from "./toast";

interface Made {
  token: string;
}

export function startApiTokens(): void {
  onClick("[data-revoke-token]", (button) => void revoke(button));
  onClick("[data-token-kept]", () => forget());
  // A page that waits in the browser's history must not keep it.
  window.addEventListener("pagehide", () => clear());
  const form = find<HTMLFormElement>(document, "#new-token");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void create(form);
  });
}

async function create(form: HTMLFormElement): Promise<void> {
  const error = need<HTMLElement>(form, "[data-error]");
  error.hidden = true;
  if (!form.reportValidity()) return;
  const data = new FormData(form);
  const texts = (name: string): string[] => data.getAll(name).map(String);
  const sensitive = texts("sensitive");
  // What it may do without its member takes the permission for it.
  const beside = [...form.querySelectorAll<HTMLInputElement>("input[name=sensitive]:checked")].map(
    (box) => box.dataset.scope ?? box.value,
  );
  const scopes = [...new Set([...texts("scope"), ...beside])];
  if (scopes.length === 0) {
    show(error, message("client-token-scopes"));
    return;
  }
  const object = sensitive.length > 0 ? String(data.get("object")) : null;
  const name = String(data.get("name"));
  const proof = await stepUp({
    action: object === null ? "api_token.create" : "api_token.create_sensitive",
    object: object ?? form.dataset.member ?? "",
    name,
  });
  if (proof === null) return;
  const json = {
    name,
    scopes,
    expires_in_days: Number(data.get("days")),
    addresses: String(data.get("addresses"))
      .split(/[\s,;]+/)
      .filter((text) => text !== ""),
    sensitive_actions: sensitive,
    sensitive_object: object,
  };
  try {
    const request = { method: "POST", path: "/api/v1/api-tokens", json, headers: { "Step-Up": proof } };
    reveal((await call<Made>(request)).token);
    form.reset();
  } catch (failure) {
    show(error, failure instanceof Error ? failure.message : String(failure));
  }
}

function show(error: HTMLElement, text: string): void {
  error.textContent = text;
  error.hidden = false;
  error.scrollIntoView({ block: "nearest" });
}

function reveal(token: string): void {
  const section = need<HTMLElement>(document, "#made-token");
  need<HTMLInputElement>(section, "input").value = token;
  section.hidden = false;
  section.focus();
}

function clear(): void {
  const section = find<HTMLElement>(document, "#made-token");
  if (!section) return;
  need<HTMLInputElement>(section, "input").value = "";
  section.hidden = true;
}

function forget(): void {
  clear();
  location.reload();
}

/** Asks once more on the button itself: a program stops working at once. */
async function revoke(button: HTMLElement): Promise<void> {
  if (button.dataset.armed === undefined) {
    const words = [...button.childNodes];
    button.dataset.armed = "";
    button.replaceChildren(message("client-token-revoke-sure", { other: button.dataset.name ?? "" }));
    const disarm = (): void => {
      delete button.dataset.armed;
      button.replaceChildren(...words);
    };
    button.addEventListener("blur", disarm, { once: true });
    return;
  }
  const { revokeToken: object = "", name = "", prove: action } = button.dataset;
  const proof = action === undefined ? "" : await stepUp({ action, object, name });
  if (proof === null) return;
  try {
    const headers: Record<string, string> = proof === "" ? {} : { "Step-Up": proof };
    await call({ method: "DELETE", path: `/api/v1/api-tokens/${object}`, headers });
    location.reload();
  } catch (failure) {
    toast(failure instanceof Error ? failure.message : String(failure));
  }
}
