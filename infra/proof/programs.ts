import { spawnSync } from 'node:child_process';

/** Programs that npm does not install, and what makes each of them say something and end. */
const harmless = { terraform: 'version', moto_server: '--help', aws: '--version' } as const;

/** One that is on the PATH and fails is as good as absent: a version manager's stand-in, for example. */
const canRun = (program: keyof typeof harmless): boolean =>
  spawnSync(program, [harmless[program]]).status === 0;

/** `describe` where all of these programs run; elsewhere its tests are skipped by name. */
export const describeWith = (...programs: readonly (keyof typeof harmless)[]): jest.Describe =>
  programs.every(canRun) ? describe : describe.skip;
