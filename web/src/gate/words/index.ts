// The language of the gate: the one chosen here, or the first of the phone's that there is. No cookie remembers it.

import { Talk } from "../speech";
import { en, type Words } from "./en";
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
export class Speech extends Talk<Words> {
  constructor(language: Language) {
    super(language, catalogues[language]);
  }

  /** Remembers it as the one that was chosen. */
  keep(): void {
    try {
      localStorage.setItem(KEPT, this.language);
    } catch {
      // A browser that keeps nothing speaks it until the page is left.
    }
  }
}
