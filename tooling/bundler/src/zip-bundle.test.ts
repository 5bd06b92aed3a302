import { unzipSync } from 'fflate';
import { zipBundle } from './zip-bundle.ts';

const code = new TextEncoder().encode('exports.handler = async () => "ü";');

describe('the zip of a bundle', () => {
  it('holds the code as index.js and nothing else', () => {
    expect(unzipSync(zipBundle(code))).toEqual({ 'index.js': code });
  });

  it('bears the first date that a zip can, in every time zone, and not the time when it was made', () => {
    const zone = setTimeZone('Pacific/Kiritimati');
    const zip = Buffer.from(zipBundle(code));
    setTimeZone(zone);
    const [time, date] = [zip.readUInt16LE(10), zip.readUInt16LE(12)];
    expect({ time, year: 1980 + (date >> 9), month: (date >> 5) & 15, day: date & 31 }).toEqual({
      time: 0,
      year: 1980,
      month: 1,
      day: 1,
    });
  });

  it('has the same bytes whenever it is made', () => {
    expect(Buffer.from(zipBundle(code)).equals(Buffer.from(zipBundle(code)))).toBe(true);
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
