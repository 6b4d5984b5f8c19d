// The language of the pass page: the one that was chosen on the other pages or here, or the first of the phone's that there is.

import { Talk } from "../../gate/speech";
import { en, type Words } from "./en";
import { es } from "./es";
import { pt } from "./pt";

export type { Word } from "./en";

export const LANGUAGES = { en: "English", es: "Español", pt: "Português" };
export type Language = keyof typeof LANGUAGES;

const catalogues: Record<Language, Words> = { en, es, pt };
const KEPT = "pass-language";

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
