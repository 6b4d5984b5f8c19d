// What stands on the screen, in the language of now.

import { part } from "../gate/part";
import type { Code } from "./code";
import type { Known, View } from "./state";
import type { Kept, OwnTicket } from "./store";
import { keptLanguage, LANGUAGES, type Language, preferred, Speech, type Word } from "./words";

/** For how many milliseconds a second click on the button that signs out is waited for. */
const ARMED = 6_000;

/** What stands beside a ticket's word, by how it is told: `good`, `soon` or `bad`. */
const TONES: Record<string, string> = {
  valid: "good",
  expiring: "soon",
  pending: "quiet",
  superseded: "quiet",
};

/** What can stand on a pass first, then what waits, then what is over. */
const ORDER = [
  "expiring",
  "valid",
  "not_yet_valid",
  "sent_back",
  "pending",
  "suspended",
  "expired",
  "revoked",
];

export class Screen {
  #speech: Speech;
  #armedUntil = 0;
  /** The digest of the photo that is shown. */
  #photo = "";

  constructor(
    readonly clock: () => number,
    redraw: () => void,
  ) {
    const select = part<HTMLSelectElement>("language");
    for (const [tag, name] of Object.entries(LANGUAGES)) {
      const option = new Option(name, tag);
      option.lang = tag;
      select.append(option);
    }
    select.value = preferred(keptLanguage(), navigator.languages);
    this.#speech = new Speech(select.value as Language);
    this.#sayAll();
    select.addEventListener("change", () => {
      this.#speech = new Speech(select.value as Language);
      this.#speech.keep();
      this.#sayAll();
      redraw();
    });
  }

  draw(view: View, known: Known): void {
    const { kept } = known;
    part("panel").dataset.tone = view.tone;
    part("shape").setAttribute("href", `#s-${view.tone}`);
    this.#set("word", view.word);
    this.#set("sentence", view.sentence);
    part("organization").textContent = kept?.organization ?? "";
    part("holder").textContent = kept?.name ?? this.#speech.say("title");
    this.#drawPhoto(kept);
    part("code-part").hidden = !view.shows;
    part("signed-out").hidden = !(view.signIn && kept?.pass);
    part("sign-in-part").hidden = !view.signIn;
    this.#set("sign-in", kept?.pass ? "signInToRenew" : "signIn");
    part("out").hidden = kept === undefined;
    this.#drawFacts(known);
    this.#drawTickets(kept);
  }

  say(word: Word, values: Record<string, string | number> = {}): string {
    return this.#speech.say(word, values);
  }

  /** The code itself, drawn as one path: black on white, whatever the theme. */
  code({ size, path, version }: Code): void {
    const svg = part<SVGElement>("code");
    svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
    svg.dataset.version = String(version);
    part("modules").setAttribute("d", path);
  }

  /** For how many seconds yet the code is shown. */
  count(left: number, of: number): void {
    part("next").textContent = this.#speech.say("next", { n: left });
    part("meter").style.setProperty("width", `${(100 * left) / of}%`);
  }

  /** Whether the button that signs out is clicked for the second time; the first click asks. */
  isArmed(): boolean {
    const now = Date.now();
    if (now < this.#armedUntil) return true;
    this.#armedUntil = now + ARMED;
    this.#set("out-button", "signOutSure");
    setTimeout(() => this.#set("out-button", "signOut"), ARMED);
    return false;
  }

  #sayAll(): void {
    document.documentElement.lang = this.#speech.language;
    document.title = `${this.#speech.say("title")} · Credenza`;
    for (const element of document.querySelectorAll<HTMLElement>("[data-t]"))
      element.textContent = this.#speech.say(element.dataset.t as Word);
    part("code").setAttribute("aria-label", this.#speech.say("codeLabel"));
  }

  /** Nothing is written that stands there already: a reader of screens would read it again. */
  #set(name: string, word: Word): void {
    const text = this.#speech.say(word);
    if (part(name).textContent !== text) part(name).textContent = text;
  }

  #drawPhoto(kept: Kept | undefined): void {
    const image = part<HTMLImageElement>("photo");
    image.alt = this.#speech.say("photo");
    const { digest = "", picture } = kept?.photo ?? {};
    const shown = picture ? digest : "";
    if (shown === this.#photo) return;
    this.#photo = shown;
    if (image.src) URL.revokeObjectURL(image.src);
    image.hidden = picture === undefined;
    if (picture) image.src = URL.createObjectURL(picture);
    else image.removeAttribute("src");
  }

  #drawFacts({ kept, report, online }: Known): void {
    const now = this.clock();
    const fact = (name: string, text: string | undefined) => {
      part(name).hidden = text === undefined;
      part(name).textContent = text ?? "";
    };
    const age = report?.statusAge;
    const ago = (seconds: number) => this.#speech.ago(Math.max(0, seconds));
    fact("age", typeof age === "number" ? this.#speech.say("statusKnown", { age: ago(age) }) : undefined);
    const pass = kept?.pass;
    fact("renewed", pass && this.#speech.say("renewed", { age: ago(now - pass.issuedAt) }));
    const ends = report?.expiresAt;
    const moment = typeof ends === "number" ? this.#speech.moment(ends) : undefined;
    fact("until", moment && this.#speech.say("worksUntil", { moment }));
    this.#set("signal", online ? "online" : "offline");
    part("signal").toggleAttribute("data-off", !online);
  }

  #drawTickets(kept: Kept | undefined): void {
    part("tickets-part").hidden = kept === undefined;
    part("wallet").hidden = kept === undefined;
    if (!kept) return;
    const age = this.#speech.ago(Math.max(0, this.clock() - kept.toldAt));
    part("told").textContent = this.#speech.say("ticketsToldAt", { age });
    const rank = ({ status }: OwnTicket) => (ORDER.indexOf(status) + ORDER.length + 1) % (ORDER.length + 1);
    const shown = kept.tickets.filter(({ status }) => status !== "superseded");
    shown.sort((one, other) => rank(one) - rank(other));
    part("tickets").replaceChildren(...shown.map((ticket) => this.#ticket(ticket)));
    part("no-tickets").hidden = shown.length > 0;
    const leftOut = kept.pass?.leftOut ?? 0;
    part("left-out").hidden = leftOut === 0;
    part("left-out").textContent = this.#speech.say("leftOut", { n: leftOut });
  }

  #ticket(ticket: OwnTicket): HTMLElement {
    const item = document.createElement("li");
    item.dataset.tone = TONES[ticket.status] ?? "bad";
    const line = (name: string, ...texts: (string | null)[]) => {
      const told = texts.filter((text) => text !== null && text !== "").join(" · ");
      if (told === "") return;
      const paragraph = document.createElement("p");
      paragraph.className = name;
      paragraph.textContent = told;
      item.append(paragraph);
    };
    line("type", ticket.type);
    const known = `t_${ticket.status}`;
    line(
      "state",
      known in this.#speech.words ? this.#speech.say(known as Word) : ticket.status,
      this.#end(ticket),
    );
    const number = ticket.number && this.#speech.say("number", { number: ticket.number });
    line("papers", ticket.issuer, number, this.#speech.say("ticketCode", { code: ticket.code }));
    return item;
  }

  #end({ status, expiresOn }: OwnTicket): string {
    if (expiresOn === null) return this.#speech.say("noEnd");
    const day = this.#speech.day(Date.parse(`${expiresOn}T00:00:00Z`) / 86_400_000);
    return this.#speech.say(status === "expired" ? "endedOn" : "until", { day });
  }
}
