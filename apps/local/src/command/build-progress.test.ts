import { clearLine, createBuildProgress } from './build-progress.ts';

/** What a terminal shows in the end: all of it is one line, which is cleared before it is written again. */
const shown = (written: readonly string[]): string => written.join('').split(clearLine).at(-1) ?? '';

function watch(columns = 80) {
  const written: string[] = [];
  let time = 0;
  const progress = createBuildProgress({
    write: (text) => void written.push(text),
    now: () => time,
    columns,
  });
  const pass = (ms: number): void => {
    time += ms;
    jest.advanceTimersByTime(ms);
  };
  return { progress, pass, screen: () => shown(written) };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('the progress of a build', () => {
  it('is one line, which says what is built and for how long', () => {
    const { progress, pass, screen } = watch();
    progress.begin('pages');
    expect(screen()).toBe('Building for 0 s: pages');
    pass(2_000);
    expect(screen()).toBe('Building for 2 s: pages');
    progress.begin('chat-handlers');
    expect(screen()).toBe('Building for 2 s: pages, chat-handlers');
    pass(1_000);
    progress.done();
    expect(screen()).toBe('Built pages, chat-handlers in 3 s.\n');
    pass(5_000);
    expect(screen()).toBe('Built pages, chat-handlers in 3 s.\n');
  });

  it('fits into the terminal', () => {
    const { progress, screen } = watch(20);
    progress.begin('telegram-email-bot');
    expect(screen()).toBe('Building for 0 s: t');
  });

  it('is nothing where nothing is built', () => {
    const { progress, screen } = watch();
    progress.done();
    expect(screen()).toBe('');
  });

  it('goes away for the reason of a failure', () => {
    const { progress, screen } = watch();
    progress.begin('pages');
    progress.failed();
    expect(screen()).toBe('');
  });
});
