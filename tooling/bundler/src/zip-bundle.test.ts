import { unzipSync } from 'fflate';
import { zipBundle } from './zip-bundle.ts';

const code = new TextEncoder().encode('exports.handler = async () => "ü";');

describe('the zip of a bundle', () => {
  it('holds the code as index.js and nothing else', () => {
    expect(unzipSync(zipBundle(code))).toEqual({ 'index.js': code });
  });

  it('has the same bytes whenever and wherever it is made', () => {
    const first = zipBundle(code);
    const zone = setTimeZone('Pacific/Kiritimati');
    const second = zipBundle(code);
    setTimeZone(zone);
    expect(Buffer.from(second).equals(Buffer.from(first))).toBe(true);
  });

  it('says that everyone may read the file: Lambda runs it as another user', () => {
    const zip = Buffer.from(zipBundle(code));
    const directory = zip.indexOf(Buffer.from('PK\u0001\u0002'));
    const externalAttributes = zip.readUInt32LE(directory + 38);
    expect(externalAttributes >>> 16).toBe(0o644);
  });
});

/** Sets the zone of this process and returns what it was. */
function setTimeZone(zone: string | undefined): string | undefined {
  // biome-ignore lint/style/noProcessEnv: the only way to set Node's time zone
  const env = process.env;
  const before = env.TZ;
  if (zone === undefined) delete env.TZ;
  else env.TZ = zone;
  return before;
}
