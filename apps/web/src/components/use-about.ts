import {
  type ChangeTarget,
  type ChatThread,
  FrameRefusedError,
  RequestRefusedError,
} from '@switchboard/chat-client';
import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import type { BubbleRow } from '../conversation/rows.ts';
import { useWords } from '../i18n/language.ts';
import type { Words } from '../i18n/words.ts';
import type { ComposerHandle } from './composer.tsx';

/** The message that one writes about: to reply to it, or to give it another text. */
export interface About extends ChangeTarget {
  readonly kind: 'reply' | 'edit';
  readonly text: string;
  /** The author's name; empty if the author is the reader. */
  readonly name: string;
}

export interface WritingAbout {
  readonly about: About | undefined;
  /** What went wrong with a change, for the reader. */
  readonly problem: string | undefined;
  start(kind: About['kind'], row: Pick<BubbleRow, 'seq' | 'text' | 'time'>, name: string): void;
  stop(): void;
  remove(row: BubbleRow): void;
  /** @returns whether the text was taken as the new one of another message */
  saveEdit(text: string): boolean;
}

/** Lets a reader reply to messages, and change their own. */
export function useAbout(thread: ChatThread, composer: RefObject<ComposerHandle | null>): WritingAbout {
  const words = useWords();
  const [about, setAbout] = useState<About>();
  const [problem, setProblem] = useState<string>();
  const attempt = useCallback(
    (change: Promise<void>, onFailure: () => void = () => {}): void => {
      change.catch((error: unknown) => {
        setProblem(problemOf(error, words));
        onFailure();
      });
    },
    [words],
  );
  useLayoutEffect(() => {
    // The field may be another one than at the click: an operator may have been writing a note.
    if (about?.kind === 'edit') composer.current?.fill(about.text);
    else if (about) composer.current?.focus();
  }, [about, composer]);
  return {
    about,
    problem,
    start: useCallback((kind, { seq = 0, text, time }, name) => {
      setProblem(undefined);
      setAbout({ kind, seq, timestamp: time, text, name });
    }, []),
    stop: () => {
      if (about?.kind === 'edit') composer.current?.fill('');
      setAbout(undefined);
    },
    remove: useCallback(
      ({ seq = 0, time }) => attempt(thread.delete({ seq, timestamp: time })),
      [thread, attempt],
    ),
    saveEdit: (text) => {
      if (about?.kind !== 'edit') return false;
      setAbout(undefined);
      const field = composer.current;
      if (text !== about.text) attempt(thread.edit(about, text), () => field?.putBack(text));
      return true;
    },
  };
}

function problemOf(error: unknown, words: Words): string {
  if (error instanceof FrameRefusedError) return words.tooLarge;
  if (error instanceof RequestRefusedError && error.code === 'message.notChangeable')
    return words.notChangeable;
  return words.notChanged;
}
