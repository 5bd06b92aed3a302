import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describeFailure } from './describe-failure.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));

const failureIn = (sourcefile: string): Promise<unknown> =>
  build({
    stdin: { contents: 'const x = {', sourcefile, resolveDir: folder },
    absWorkingDir: folder,
    write: false,
    logLevel: 'silent',
  }).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a mistake in the sources', () => {
  it('is named from the root of the repository, with its line', async () => {
    const text = await describeFailure(await failureIn('src/bots/mine.ts'), folder);
    expect(text).toMatch(/^✘ \[ERROR\] /);
    expect(text).toContain('\n    tooling/bundler/src/bots/mine.ts:1:');
    expect(text).toContain('const x = {');
  });

  it('outside of the repository is named as the builder names it', async () => {
    expect(await describeFailure(await failureIn('src/bots/mine.ts'), '/somewhere')).toContain(
      '\n    src/bots/mine.ts:1:',
    );
  });

  it('is not every error', async () => {
    expect(await describeFailure(new Error('disk full'), folder)).toBeUndefined();
  });
});
