import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatView } from './people-client.ts';

/** How long Telegram shows what a bot answers to a button, milliseconds. */
const shownMs = 6_000;

/** What the bot answers to a button, for some seconds. What it answered before the chat was opened is not shown. */
export function useNotice(
  chatId: number | undefined,
  notices: ChatView['notices'] | undefined,
): string | undefined {
  const [shown, setShown] = useState<string>();
  const seen = useRef<{ readonly chatId: number | undefined; readonly callbackId: string | undefined }>(
    undefined,
  );
  const isKnown = notices !== undefined;
  const { callbackId, text } = notices?.at(-1) ?? {};
  useEffect(() => {
    if (!isKnown) return;
    const before = seen.current;
    seen.current = { chatId, callbackId };
    const isNew = before?.chatId === chatId && before?.callbackId !== callbackId;
    setShown(isNew ? text : undefined);
    const timer = setTimeout(() => setShown(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [chatId, callbackId, isKnown]);
  return shown;
}
