import { type ZipAttributes, zipSync } from 'fflate';

/** The earliest time that a zip can hold, so that an archive's bytes depend on nothing but the code in it. */
const epochOfZip = new Date(1980, 0, 1);

const readableByEveryone = 0o644;

const fixedAttributes: ZipAttributes & { readonly level: 9 } = {
  mtime: epochOfZip,
  os: 3,
  attrs: readableByEveryone << 16,
  level: 9,
};

/**
 * Packs a bundle as Lambda takes it: one file, `index.js`. The same code gives the same bytes, on every machine and whenever it
 * is packed (fflate deflates in JavaScript; zlib's output changes with Node's version), so that an unchanged function is not deployed again.
 */
export const zipBundle = (code: Uint8Array): Uint8Array => zipSync({ 'index.js': [code, fixedAttributes] });
