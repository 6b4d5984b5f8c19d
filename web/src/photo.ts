// A photo of a worker: made smaller here, so that a phone's picture of several megabytes is sent as the few kilobytes that a pass needs.

import { find } from "./dom";

/** Pixels of the longer side. */
const SIDE = 800;
const QUALITY = 0.88;

export function startPhoto(): void {
  const form = find<HTMLFormElement>(document, "form[data-photo]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
}

/** What cannot be made smaller is sent as it is: the server says what is wrong with it. */
async function send(form: HTMLFormElement): Promise<void> {
  const input = find<HTMLInputElement>(form, "input[type=file]");
  const file = input?.files?.[0];
  const small = file && (await smaller(file).catch(() => null));
  if (input && small) {
    const files = new DataTransfer();
    files.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
    input.files = files.files;
  }
  form.submit();
}

/** As a JPEG, the right way up; `null` for what is small enough already. */
async function smaller(file: File): Promise<Blob | null> {
  const picture = await createImageBitmap(file);
  const scale = SIDE / Math.max(picture.width, picture.height);
  if (scale >= 1 && file.type === "image/jpeg") return null;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * Math.min(scale, 1)));
  canvas.height = Math.max(1, Math.round(picture.height * Math.min(scale, 1)));
  const drawing = canvas.getContext("2d");
  if (!drawing) return null;
  // What is transparent becomes white.
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
