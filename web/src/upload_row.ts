// One row of the upload page: what is being sent, how far it is, and what the server said.

import { need } from "./dom";
import { message } from "./messages";
import type { Parcel } from "./pairing";

export type State = "waiting" | "sending" | "accepted" | "refused" | "question";

const TONES: Record<State, string> = {
  waiting: "",
  sending: "",
  accepted: "tone-fine",
  refused: "tone-expired",
  question: "tone-month",
};

let count = 0;

export class UploadRow {
  readonly element: HTMLElement;
  state: State = "waiting";

  constructor(readonly parcel: Parcel<File>) {
    const template = need<HTMLTemplateElement>(document, "#upload-row");
    this.element = need<HTMLElement>(template.content, "li").cloneNode(true) as HTMLElement;
    this.part("[data-name]").textContent = this.name;
    this.progress.setAttribute("aria-label", this.name);
    const id = `file-password-${++count}`;
    this.passwordInput.id = id;
    const label = this.part<HTMLLabelElement>("[data-password-label]");
    label.htmlFor = id;
    label.textContent = message("client-upload-password-for", { file: this.name });
    this.part("[data-remove]").setAttribute("aria-label", message("client-remove", { file: this.name }));
    this.tell("waiting", message("client-upload-waiting"));
  }

  get name(): string {
    const { file, key } = this.parcel;
    return key ? message("client-upload-pair", { file: file.name, other: key.name }) : file.name;
  }

  get passwordInput(): HTMLInputElement {
    return this.part("[data-password]");
  }

  get progress(): HTMLProgressElement {
    return this.part("[data-progress]");
  }

  part<E extends HTMLElement>(selector: string): E {
    return need<E>(this.element, selector);
  }

  /** Shows where the row stands; `again` when another attempt may end better. */
  tell(state: State, verdict: string, again = false): void {
    this.element.classList.remove(...Object.values(TONES).filter((tone) => tone !== ""));
    if (TONES[state] !== "") this.element.classList.add(TONES[state]);
    this.state = state;
    this.element.dataset.state = state;
    this.part("[data-verdict]").textContent = verdict;
    this.part("[data-password-form]").hidden = state !== "question";
    this.part("[data-retry]").hidden = !again;
    this.part("[data-remove]").hidden = state !== "refused" && state !== "question";
  }

  sent(percent: number): void {
    this.progress.value = percent;
    const reading = percent >= 100;
    if (reading) this.progress.removeAttribute("value");
    this.part("[data-verdict]").textContent = reading
      ? message("client-upload-reading")
      : message("client-upload-sending", { percent });
  }

  link(href: string): void {
    const open = this.part<HTMLAnchorElement>("[data-open]");
    open.href = href;
    open.hidden = false;
  }
}
