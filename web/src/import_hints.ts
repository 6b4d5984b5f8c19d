// Passwords to try on files that ask for one: as many lines as somebody fills. They stay in this page's memory alone.

import { find, need } from "./dom";

interface Hint {
  password: string;
  for: string;
}

let count = 0;

export class Hints {
  static of(form: HTMLElement): Hints | null {
    const list = find<HTMLElement>(form, "[data-hints]");
    return list ? new Hints(form, list) : null;
  }

  private constructor(
    form: HTMLElement,
    readonly list: HTMLElement,
  ) {
    need(form, "[data-add-hint]").addEventListener("click", () => this.#add().focus());
    this.#add();
  }

  get values(): Hint[] {
    return [...this.list.querySelectorAll<HTMLElement>("[data-hint]")]
      .map((line) => ({
        password: need<HTMLInputElement>(line, "[data-password]").value,
        for: need<HTMLInputElement>(line, "[data-for]").value.trim(),
      }))
      .filter(({ password }) => password !== "");
  }

  #add(): HTMLInputElement {
    const template = need<HTMLTemplateElement>(document, "#import-hint");
    const line = need<HTMLElement>(template.content, "[data-hint]").cloneNode(true) as HTMLElement;
    count += 1;
    for (const input of line.querySelectorAll("input")) {
      input.id = `${input.id}-${count}`;
      need<HTMLLabelElement>(line, `label[data-label-for="${input.name}"]`).htmlFor = input.id;
    }
    this.list.append(line);
    return need<HTMLInputElement>(line, "[data-password]");
  }
}
