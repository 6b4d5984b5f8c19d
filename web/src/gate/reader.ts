// Asks the worker what is in a picture.

import type { Asked, Told } from "./decoder";

declare const DECODER: string;

/** The longest side of a picture from a file that is looked at, in pixels; smaller copies are tried after it. */
const SIDES = [2_400, 1_200, 600];

/** The reader itself cannot be had. */
export class Broken extends Error {}

export class Reader {
  #worker: Worker | undefined;
  #next = 0;
  readonly #waiting = new Map<
    number,
    { resolve: (text: string | null) => void; reject: (e: Broken) => void }
  >();

  /** Loads it, before it is needed. */
  start(): void {
    if (this.#worker) return;
    this.#worker = new Worker(DECODER);
    this.#worker.onmessage = ({ data }: MessageEvent<Told>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.fault) waiting?.reject(new Broken());
      else waiting?.resolve(data.text);
    };
    this.#worker.onerror = () => {
      for (const { reject } of this.#waiting.values()) reject(new Broken());
      this.#waiting.clear();
      this.#worker = undefined;
    };
  }

  /** The text of the code in a picture; null when none was found. */
  read(image: ImageData): Promise<string | null> {
    this.start();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const asked: Asked = { id, image };
      this.#worker?.postMessage(asked, [image.data.buffer]);
    });
  }

  /** The text of the code in a file; null when none was found; undefined when it is no picture. */
  async readFile(file: Blob): Promise<string | null | undefined> {
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(file);
    } catch {
      return undefined;
    }
    const longest = Math.max(bitmap.width, bitmap.height);
    for (const side of SIDES) {
      const image = drawn(bitmap, Math.min(1, side / longest));
      const text = image ? await this.read(image) : null;
      if (text !== null) return text;
      if (side >= longest * 2) break;
    }
    return null;
  }
}

function drawn(bitmap: ImageBitmap, scale: number): ImageData | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height);
}
