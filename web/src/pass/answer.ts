// Answering a gate's number: for a minute the code is signed over it, and is good at that gate alone.

import { part } from "../gate/part";
import { CHALLENGE_SECONDS, nonceOf, readNumber, spoken } from "../gate/pass/challenge";
import type { Word } from "./words";

export class Answer {
  #number: string | undefined;
  #nonce: Uint8Array | undefined;
  #until = 0;

  constructor(
    readonly say: (word: Word, values?: Record<string, string | number>) => string,
    /** Called when another code is to be shown. */
    readonly onChange: () => void,
    /** Seconds that only grow, whatever the phone's clock is set to. */
    readonly elapsed: () => number = () => performance.now() / 1000,
  ) {
    const input = part<HTMLInputElement>("answer-number");
    part("answer-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#answer(input);
    });
    part("answer-end").addEventListener("click", () => this.#end());
  }

  /** What the code is signed over, while a number is answered. */
  nonce(): Uint8Array | undefined {
    return this.#number === undefined ? undefined : this.#nonce;
  }

  /** Ends it when its minute is over, and says how long it lasts; `shows`: whether there is a code at all. */
  draw(shows: boolean): void {
    const left = Math.max(0, Math.ceil(this.#until - this.elapsed()));
    if (this.#number !== undefined && (left === 0 || !shows)) this.#end();
    const number = this.#number;
    part("answer").hidden = !shows;
    part("answer-form").hidden = number !== undefined;
    part("answering").hidden = number === undefined;
    if (number !== undefined)
      part("answering-words").textContent = this.say("answering", { number: spoken(number), n: left });
  }

  async #answer(input: HTMLInputElement): Promise<void> {
    const number = readNumber(input.value);
    input.toggleAttribute("aria-invalid", number === undefined);
    part("answer-wrong").textContent = number === undefined ? this.say("answerWrong") : "";
    if (number === undefined) return;
    this.#nonce = await nonceOf(number);
    this.#number = number;
    this.#until = this.elapsed() + CHALLENGE_SECONDS;
    input.value = "";
    this.onChange();
    part("answering-words").focus();
  }

  #end(): void {
    this.#number = undefined;
    this.onChange();
  }
}
