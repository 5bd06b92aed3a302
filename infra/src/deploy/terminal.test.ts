import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createTerminal } from './terminal.ts';

describe('a terminal', () => {
  it('gives each question its line, though both were written beforehand', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const terminal = createTerminal(input, output);
    input.write('yes\nno\n');
    expect(await terminal.ask('First? ')).toBe('yes');
    expect(await terminal.ask('Second? ')).toBe('no');
    terminal.close();
    output.end();
    expect(await text(output)).toContain('First? ');
  });

  it('returns nothing if no person is there, and does not wait for ever', async () => {
    const input = new PassThrough();
    input.end();
    const terminal = createTerminal(input, new PassThrough());
    expect(await terminal.ask('Apply this? ')).toBe('');
    expect(await terminal.ask('Really? ')).toBe('');
    terminal.close();
  });
});
