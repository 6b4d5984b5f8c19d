// A worker that reads QR codes from pictures, so that the page stays quick. ZXing-C++ in WebAssembly, from our own server.

import { prepareZXingModule, type ReaderOptions, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

/** What the page sends: a picture. */
export interface Asked {
  id: number;
  image: ImageData;
}

/** What it gets: the text of the code, or null when none was found; a fault when nothing can be read at all. */
export interface Told {
  id: number;
  text: string | null;
  fault?: true;
}

const options: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 1,
  textMode: "Plain",
};

prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true }).catch(() => {
  // The first picture tells.
});

self.onmessage = async ({ data: { id, image } }: MessageEvent<Asked>) => {
  let told: Told;
  try {
    const [code] = await readBarcodes(image, options);
    told = { id, text: code?.isValid ? code.text : null };
  } catch {
    told = { id, text: null, fault: true };
  }
  self.postMessage(told);
};
