// Reads an archive as a program of the person's would: by the list at its end.

import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const LISTED = 0x02014b50;
const DEFLATED = 8;

/** Names and contents of the files in a ZIP archive that needs no more than 32 bits. */
export function unzipped(zip: Buffer): Map<string, Buffer> {
  let end = zip.length - 22;
  while (zip.readUInt32LE(end) !== END) end -= 1;
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== LISTED) throw new Error("the archive's list is broken");
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [number, number, number];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    const whole = zip.readUInt16LE(at + 10) === DEFLATED ? inflateRawSync(packed) : packed;
    files.set(zip.toString("utf8", at + 46, at + 46 + name), whole);
    at += 46 + name + extra + comment;
  }
  return files;
}
