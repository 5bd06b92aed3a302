import { environments } from '../environments.ts';
import { chooseEnvironments, UnknownEnvironmentError } from './choose.ts';

const chosen = (...names: string[]) => chooseEnvironments(environments, names).map(({ name }) => name);

describe('the environments that are synthesised', () => {
  it('are all of them, or those that are named', () => {
    expect(chosen()).toEqual(['local', 'dev', 'staging', 'prod']);
    expect(chosen('prod', 'dev')).toEqual(['dev', 'prod']);
  });

  it('are not any that there are not', () => {
    expect(() => chosen('dev', 'production')).toThrow(UnknownEnvironmentError);
    expect(() => chosen('dev', 'production')).toThrow(
      'There is no environment production. infra/src/environments.ts has local, dev, staging, prod.',
    );
  });
});
