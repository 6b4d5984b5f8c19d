// A number that this scanner asks with: shown large, good for a minute and for one code.

import { part } from "../part";
import { CHALLENGE_SECONDS, newNumber, nonceOf, spoken } from "../pass/challenge";
import { hex } from "../pass/cose";
import type { Speech } from "../words";

export class Challenge {
  #number: string | undefined;
  #nonce = "";
  #madeAt = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(
    /** Seconds that only grow, whatever the phone's clock is set to. */
    readonly elapsed: () => number,
    readonly speech: () => Speech | undefined,
  ) {
    part("number-ask").addEventListener("click", () => void this.#ask());
    part("number-end").addEventListener("click", () => {
      this.end();
      part("number-ask").focus();
    });
  }

  /** Offers to ask, or not: only who has authority asks. */
  offer(isOffered: boolean): void {
    if (!isOffered) this.end();
    part("number-ask").hidden = !isOffered || this.#number !== undefined;
  }

  /**
   * What the next code must answer, in hexadecimal, and the end of the number: it is asked once. What nothing answers when the number is
   * over; undefined when none was asked.
   */
  take(): string | undefined {
    if (this.#number === undefined) return undefined;
    const nonce = this.#left() > 0 ? this.#nonce : "";
    this.end();
    return nonce;
  }

  end(): void {
    clearInterval(this.#ticking);
    const was = this.#number;
    this.#number = undefined;
    part("number").hidden = true;
    if (was !== undefined) part("number-ask").hidden = false;
  }

  /** Says it again, in the language of now. */
  draw(): void {
    const speech = this.speech();
    if (!speech || this.#number === undefined) return;
    const left = this.#left();
    part("number-digits").textContent = spoken(this.#number);
    part("number-left").textContent =
      left > 0 ? speech.say("numberLeft", { n: left }) : speech.say("numberOver");
    part("number").toggleAttribute("data-over", left === 0);
  }

  async #ask(): Promise<void> {
    const number = newNumber();
    this.#nonce = hex(await nonceOf(number));
    this.#number = number;
    this.#madeAt = this.elapsed();
    part("number-ask").hidden = true;
    part("number").hidden = false;
    this.draw();
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.draw(), 1000);
    part("number-heading").focus();
  }

  #left(): number {
    return Math.max(0, Math.ceil(this.#madeAt + CHALLENGE_SECONDS - this.elapsed()));
  }
}
