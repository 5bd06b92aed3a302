import { settingNames, settings } from './registry.ts';
import {
  applyOverrides,
  InvalidSettingsError,
  insecureSettings,
  settingProblems,
  withDefaults,
} from './resolve-settings.ts';

describe('the settings', () => {
  it.each(settingNames)('%s is called as its variable is, and its default is valid and secure', (name) => {
    expect(settings[name].name).toBe(name);
    expect(settingProblems({ [name]: settings[name].default })).toEqual([]);
    expect(insecureSettings({}, [])).toEqual([]);
  });

  it.each(settingNames)('%s names only values as insecure that it takes', (name) => {
    for (const value of Object.keys(settings[name].insecure ?? {})) {
      expect(settingProblems({ [name]: value })).toEqual([]);
    }
  });

  it('have their defaults where an environment says nothing', () => {
    expect(withDefaults({ BOT: 'echo' })).toMatchObject({ BOT: 'echo', SESSIONS: 'iam', THREAD_IDS: 'own' });
  });
});

describe('wrong settings', () => {
  it('are all named, with the value and what would be right', () => {
    expect(settingProblems({ AUTHENTICATION: 'basic', SESION: 'any', RETENTION_DAYS: '90' })).toEqual([
      'AUTHENTICATION should be token or none, but is "basic".',
      expect.stringMatching(/^SESION is no setting. The settings are AUTHENTICATION, SESSIONS, /),
    ]);
  });

  it('include what the code of a package does not know', () => {
    const allowed = { BOT: ['rules', 'echo', 'none'] };
    expect(settingProblems({ BOT: 'rulez' }, allowed)).toEqual([
      'BOT should be one of rules, echo, none, but is "rulez".',
    ]);
  });
});

describe('insecure settings', () => {
  it('are named with the reason and the way to accept them', () => {
    expect(insecureSettings({ SESSIONS: 'any', THREAD_IDS: 'any' }, ['THREAD_IDS'])).toEqual([
      "SESSIONS is any: anyone can get a session as any user. Choose another value, or accept this one with acceptInsecure: ['SESSIONS'].",
    ]);
  });
});

describe('overrides', () => {
  it('replace what environment variables of the same names give', () => {
    const env = { THREAD_IDS: 'own', BOT: '', PATH: '/bin' };
    expect(applyOverrides({ THREAD_IDS: 'any', BOT: 'echo' }, env)).toEqual({
      THREAD_IDS: 'own',
      BOT: 'echo',
    });
  });

  it('with wrong values are refused, all at once', () => {
    const attempt = () => applyOverrides({}, { SESSIONS: 'all', RETENTION_DAYS: 'x' });
    expect(attempt).toThrow(InvalidSettingsError);
    expect(attempt).toThrow(
      /^SESSIONS should be any, guests or iam, but is "all"\.\nRETENTION_DAYS should be /,
    );
  });
});
