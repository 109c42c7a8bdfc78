/** Signatures of a ZIP file's parts (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). */
const END = 0x06_05_4b_50;
const END_SIZE = 22;
const CENTRAL = 0x02_01_4b_50;
const CENTRAL_SIZE = 46;
/** 1980-01-01 00:00: the first instant that a ZIP file can tell. */
const NO_TIME = 0;
const NO_DATE = 0x21;

/** A ZIP file without the time at which it was made, so that the same content is the same bytes. Changes `zip`. */
export function toSteadyZip(zip: Buffer): Buffer {
  const end = zip.length - END_SIZE;
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new TypeError('not a ZIP file without a comment');
  const entries = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < entries; index += 1) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new TypeError('the directory of the ZIP file is broken');
    const local = zip.readUInt32LE(at + 42);
    writeStamp(zip, at + 12);
    writeStamp(zip, local + 10);
    at += CENTRAL_SIZE + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return zip;
}

function writeStamp(zip: Buffer, at: number): void {
  zip.writeUInt16LE(NO_TIME, at);
  zip.writeUInt16LE(NO_DATE, at + 2);
}
