import { withoutChrome } from './build.ts';

describe('what a failed build says', () => {
  it('is what the tool said, without what the builder says around it', () => {
    const said = [
      '',
      '   • turbo 2.11.11',
      '   • Packages in scope: a, b',
      '   • Remote caching disabled',
      '',
      '@switchboard/infra:synth:local: cache miss, executing 629a7b112d4b696d',
      'AUTHENTICATION should be token or none, but is "wrong".',
      'BOT should be one of echo, rules, none, but is "nosuch".',
      '@switchboard/infra#synth:local: command (/a) /usr/bin/npm run synth:local exited (1)',
      ' Tasks:    3 successful, 4 total',
      'Cached:    3 cached, 4 total',
      '  Time:    3.018s',
      'Failed:    @switchboard/infra#synth:local',
      '',
      ' ERROR  run failed: command  exited (1)',
    ].join('\n');
    expect(withoutChrome(said)).toBe(
      'AUTHENTICATION should be token or none, but is "wrong".\nBOT should be one of echo, rules, none, but is "nosuch".',
    );
  });

  it('is all of it where nothing else is left', () => {
    expect(withoutChrome(' ERROR  run failed: no package manager\n')).toBe(
      'ERROR  run failed: no package manager',
    );
  });
});
