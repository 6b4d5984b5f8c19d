// What the tests in TypeScript use of it.

export const now: () => number;
export function inDays(days: number): number;
export class Organization {
  constructor(id: string, origin: string);
  keys(): Uint8Array;
  pass(of: {
    phone?: { confirmation: unknown };
    name?: string;
    tickets?: unknown[];
    index?: number;
  }): Uint8Array;
}
