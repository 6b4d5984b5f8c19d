// Joining by a link: the page says where to, once the script has asked with the secret of the fragment.

import { call } from "./api";
import { find } from "./dom";
import { showLogo } from "./logo";
import { message } from "./messages";
import { ProblemError } from "./problem";

interface Invitation {
  organization: string;
  logo: string | null;
  email: string;
}

export function startInvitation(): void {
  const form = find<HTMLFormElement>(document, "form[data-invitation]");
  const token = form && find<HTMLInputElement>(form, 'input[name="token"]')?.value;
  if (token) void show(token);
}

async function show(token: string): Promise<void> {
  try {
    const path = "/api/v1/invitations/look";
    const { organization, logo, email } = await call<Invitation>({ method: "POST", path, json: { token } });
    showLogo(logo, organization);
    const words = find<HTMLElement>(document, "[data-invitation-for]");
    if (!words) return;
    words.textContent = message("client-invitation-for", { other: organization, email });
    words.hidden = false;
  } catch (failure) {
    const closed = failure instanceof ProblemError && failure.problem.code === "invitation_closed";
    if (closed) find(document, "[data-invitation-closed]")?.removeAttribute("hidden");
  }
}
