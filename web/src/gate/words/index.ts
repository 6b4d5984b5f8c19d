// The language of the gate: the one chosen here, or the first of the phone's that there is. No cookie remembers it.

import { en, type Word, type Words } from "./en";
import { es } from "./es";
import { fr } from "./fr";
import { pt } from "./pt";

export type { Word } from "./en";

export const LANGUAGES = { en: "English", es: "Español", pt: "Português", fr: "Français" };
export type Language = keyof typeof LANGUAGES;

const catalogues: Record<Language, Words> = { en, es, pt, fr };
const KEPT = "gate-language";

function isLanguage(tag: string | null | undefined): tag is Language {
  return tag !== null && tag !== undefined && tag in LANGUAGES;
}

/** The language to begin with. */
export function preferred(kept: string | null, asked: readonly string[]): Language {
  if (isLanguage(kept)) return kept;
  return asked.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

export function keptLanguage(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** The texts in one language, and what is written as it writes. */
export class Speech {
  readonly #words: Words;
  readonly #ago: Intl.RelativeTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;

  constructor(readonly language: Language) {
    this.#words = catalogues[language];
    this.#ago = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "always" });
    this.#day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
    this.#moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  }

  /** Remembers it as the one that was chosen. */
  keep(): void {
    try {
      localStorage.setItem(KEPT, this.language);
    } catch {
      // A browser that keeps nothing speaks it until the page is left.
    }
  }

  say(word: Word, values: Record<string, string | number> = {}): string {
    return this.#words[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  }

  /** So many seconds ago. */
  ago(seconds: number): string {
    if (seconds < 60) return this.say("now");
    if (seconds < 3_600) return this.#ago.format(-Math.floor(seconds / 60), "minute");
    if (seconds < 48 * 3_600) return this.#ago.format(-Math.floor(seconds / 3_600), "hour");
    return this.#ago.format(-Math.floor(seconds / 86_400), "day");
  }

  /** A day, counted from 1970-01-01. */
  day(day: number): string {
    return this.#day.format(new Date(day * 86_400_000));
  }

  /** A moment, in seconds since 1970, where the phone is. */
  moment(seconds: number): string {
    return this.#moment.format(new Date(seconds * 1000));
  }
}
