import { readFileSync } from 'node:fs';
import { settingNames } from '@switchboard/declarations';
import { environments } from '../environments.ts';
import { overrideLocal } from './override-local.ts';

describe('an environment variable named like a setting', () => {
  const overridden = overrideLocal(environments, [], { THREAD_IDS: 'own' });
  const settingsOf = (name: string) => overridden.find((environment) => environment.name === name)?.settings;

  it('changes what the local platform boots', () => {
    expect(settingsOf('local')).toMatchObject({ THREAD_IDS: 'own', SESSIONS: 'any' });
  });

  it('changes nothing that is deployed', () => {
    expect(settingsOf('dev')).toEqual(environments.find(({ name }) => name === 'dev')?.settings);
  });

  it('reaches the synthesis and is part of its cache key', () => {
    const { tasks } = JSON.parse(readFileSync('../turbo.json', 'utf8'));
    expect(tasks['synth:local'].env).toEqual(settingNames);
  });
});
