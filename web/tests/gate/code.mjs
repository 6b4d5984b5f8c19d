// QR codes as a camera sees them: drawn into grey pictures, straight, tilted, in the dark, behind a cracked screen; as a video for
// Chromium's camera, and as a file.

import { deflateSync } from "node:zlib";
import qrcode from "qrcode-generator";

const QUIET = 4;

/** The modules of the code of a pass: an address as bytes and digits as numbers, at level M. */
function modules(origin, digits) {
  const code = qrcode(0, "M");
  code.addData(`${origin}/v#`, "Byte");
  code.addData(digits, "Numeric");
  return made(code);
}

function made(code) {
  code.make();
  return { count: code.getModuleCount(), isDark: (row, column) => code.isDark(row, column) };
}

/** Any text as a code, seen as `look` says. */
export function pictureOf(text, look) {
  const code = qrcode(0, "M");
  code.addData(text, "Byte");
  return seen(made(code), look);
}

export function picture(origin, digits, look) {
  return seen(modules(origin, digits), look);
}

/**
 * A grey picture, one byte a pixel. `tilt` turns it, in degrees; `dark` takes its light away, and adds noise; `cracked` draws
 * lines across it.
 */
function seen(
  { count, isDark },
  { width = 1280, height = 960, fill = 0.82, tilt = 0, dark = 0, cracked = false } = {},
) {
  const size = count + 2 * QUIET;
  const scale = (Math.min(width, height) * fill) / size;
  const [sin, cos] = [Math.sin((tilt * Math.PI) / 180), Math.cos((tilt * Math.PI) / 180)];
  const [low, high] = dark ? [8, 8 + 60 * (1 - dark)] : [15, 245];
  const luma = Buffer.alloc(width * height);
  let noise = 12_345;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [across, down] = [x - width / 2, y - height / 2];
      const column = (across * cos + down * sin) / scale + size / 2 - QUIET;
      const row = (down * cos - across * sin) / scale + size / 2 - QUIET;
      const inside = column >= -QUIET && row >= -QUIET && column < count + QUIET && row < count + QUIET;
      const within = column >= 0 && row >= 0 && column < count && row < count;
      const set = within && isDark(Math.floor(row), Math.floor(column));
      let light = inside ? (set ? low : high) : (low + high) / 2.4;
      if (dark) {
        noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff;
        light += ((noise >> 16) % 13) - 6;
      }
      if (
        cracked &&
        (Math.abs(row - count * 0.42 - column * 0.22) < 0.9 ||
          Math.abs(column - count * 0.63 + row * 0.16) < 0.7)
      )
        light = high;
      luma[y * width + x] = Math.max(0, Math.min(255, light));
    }
  }
  return { width, height, luma };
}

/** A video of such pictures, each for so many frames, as Chromium's camera plays it again and again. */
export function video(pictures, frames = 12) {
  const [{ width, height }] = pictures;
  const grey = Buffer.alloc((width * height) / 2, 128);
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F12:1 Ip A1:1 C420jpeg\n`)];
  for (const { luma } of pictures)
    for (let frame = 0; frame < frames; frame += 1) parts.push(Buffer.from("FRAME\n"), luma, grey);
  return Buffer.concat(parts);
}

/** A picture as PNG. */
export function png({ width, height, luma }) {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) luma.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
