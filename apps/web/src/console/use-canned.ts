import { type CannedReply, fillIn, type OperatorDesk } from '@switchboard/chat-client/operator';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { fold } from '../text/fold.ts';
import { reportLoss } from './report-loss.ts';

export interface Canned {
  /** What can be chosen now; `undefined` where the text does not ask for a reply. */
  readonly offered: readonly CannedReply[] | undefined;
  readonly chosen: number;
  /** The id of the element that is chosen. */
  readonly activeId: string | undefined;
  /** @returns whether the key was for the choice */
  handleKey(event: KeyboardEvent): boolean;
  choose(reply: CannedReply): void;
}

interface CannedOptions {
  readonly replies: readonly CannedReply[];
  /** What stands in the field. */
  readonly text: string;
  readonly variables: Parameters<typeof fillIn>[1];
  readonly onText: (text: string) => void;
}

/** A text that begins with `/` asks for a kept reply: arrows choose, Enter or Tab takes it, Escape leaves it. */
export function useCanned({ replies, text, variables, onText }: CannedOptions): Canned {
  const [arrow, setArrow] = useState({ text, at: 0 });
  const [left, setLeft] = useState<string>();
  const offered = useMemo(() => {
    return replies.length === 0 || text === left ? undefined : matching(replies, text);
  }, [replies, text, left]);
  const setAt = (at: number): void => setArrow({ text, at });
  // Another text begins at its first reply.
  const chosen = arrow.text === text ? Math.min(arrow.at, (offered?.length ?? 1) - 1) : 0;
  const choose = (reply: CannedReply): void => onText(fillIn(reply.text, variables));
  return {
    offered,
    chosen,
    activeId: offered?.[chosen] && `canned-${offered[chosen].key}`,
    choose,
    handleKey: ({ key }) => {
      if (!offered) return false;
      const reply = offered[chosen];
      if (key === 'ArrowDown') setAt(Math.min(offered.length - 1, chosen + 1));
      else if (key === 'ArrowUp') setAt(Math.max(0, chosen - 1));
      else if (key === 'Escape') setLeft(text);
      else if ((key === 'Enter' || key === 'Tab') && reply) choose(reply);
      else return false;
      return true;
    },
  };
}

/** The replies that `/` and some letters mean: by key first, then by text. */
export function matching(replies: readonly CannedReply[], text: string): readonly CannedReply[] | undefined {
  const asked = /^\/([\p{L}\p{N}_-]*)$/u.exec(text)?.[1];
  if (asked === undefined) return undefined;
  const wanted = fold(asked);
  const byKey = replies.filter(({ key }) => fold(key).startsWith(wanted));
  const byText = replies.filter((reply) => !byKey.includes(reply) && fold(reply.text).includes(wanted));
  return [...byKey, ...byText].slice(0, 8);
}

export interface KeptReplies {
  readonly replies: readonly CannedReply[];
  keep(reply: CannedReply): Promise<void>;
  forget(key: string): Promise<void>;
}

/** The replies that all operators share; loaded with the console. */
export function useKeptReplies(desk: OperatorDesk, isConnected: boolean): KeptReplies {
  const [replies, setReplies] = useState<readonly CannedReply[]>([]);
  useEffect(() => {
    if (isConnected) desk.cannedReplies().then(setReplies, reportLoss);
  }, [desk, isConnected]);
  return {
    replies,
    keep: async (reply) => setReplies(await desk.keepReply(reply)),
    forget: async (key) => setReplies(await desk.forgetReply(key)),
  };
}
