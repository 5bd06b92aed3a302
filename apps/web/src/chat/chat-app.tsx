import { type ChatSession, webOutbox } from '@switchboard/chat-client';
import type { Brand } from '@switchboard/declarations/brand';
import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  type AlertSettings,
  askForNotifications,
  canAskForNotifications,
  loadAlertSettings,
  saveAlertSettings,
} from '../alerts/alerts.ts';
import { ListIcon } from '../components/icons.tsx';
import { useLooking } from '../components/use-looking.ts';
import { useStore } from '../components/use-store.ts';
import { saveTranscript } from '../conversation/save-transcript.ts';
import { useLanguage } from '../i18n/language.ts';
import { useOpenedThread } from '../push/use-opened-thread.ts';
import { usePush } from '../push/use-push.ts';
import { parseJson } from '../session/parse-json.ts';
import { ThreadDirectory } from '../threads/thread-directory.ts';
import { firstThreadId, newThreadId } from '../threads/thread-ids.ts';
import type { CustomerDetails } from './before-chat-form.tsx';
import { ChatView } from './chat-view.tsx';
import { SoundButton } from './sound-button.tsx';
import { ThreadList } from './thread-list.tsx';
import { useCustomerAlerts } from './use-customer-alerts.ts';
import { useProfile } from './use-profile.ts';
import { useTitle } from './use-title.ts';

export interface ChatAppProps {
  readonly session: ChatSession;
  readonly userId: string;
  readonly brand: Brand;
  /** The conversation that the page's address names. @default the user's first */
  readonly threadId?: string | undefined;
  /** What the surrounding site has said of the customer. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  /** Keeps what is not sent yet, and what the customer has said of themselves: one for each tab. */
  readonly storage: Storage;
  /** Keeps how the customer wants to be told of answers: one for all tabs. */
  readonly preferences: Storage;
  readonly newId: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Another conversation is shown. */
  readonly onThread: (threadId: string) => void;
  /** How many messages have not been read, in all conversations. */
  readonly onUnread?: (count: number) => void;
  /** A button at the end of the header. */
  readonly after: ComponentChildren;
}

const customerKey = 'switchboard.customer';

function storedDetails(storage: Storage): CustomerDetails | undefined {
  const stored = parseJson(storage.getItem(customerKey));
  return typeof stored === 'object' && stored !== null ? stored : undefined;
}

/** The customer's page: one conversation, and the list of all. */
export function ChatApp(props: ChatAppProps): JSX.Element {
  const { session, userId, brand, attributes, storage, preferences, newId, now, onThread, onUnread, after } =
    props;
  const language = useLanguage();
  const { words } = language;
  const brandName = brand.name ?? 'Switchboard';
  const [threadId, setThreadId] = useState(props.threadId ?? firstThreadId(userId));
  const [listed, setListed] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const closed = useRef(false);
  const [details, setDetails] = useState(() => storedDetails(storage));
  const directory = useMemo(() => new ThreadDirectory(session), [session]);
  useEffect(() => () => directory.close(), [directory]);
  const { threads, loaded } = useStore(directory);
  const thread = useMemo(() => {
    const outbox = webOutbox(storage, `switchboard.outbox.${userId}.${threadId}`);
    return session.thread(threadId, { outbox });
  }, [session, storage, userId, threadId]);
  const looking = useLooking();
  useEffect(() => {
    if (looking) directory.see(threadId);
  }, [directory, threadId, threads, looking]);
  useTitle(thread, brandName);
  const unreadMessages = threads.reduce((sum, { unread }) => sum + unread, 0);
  useEffect(() => onUnread?.(unreadMessages), [onUnread, unreadMessages]);

  const [alerts, setAlerts] = useState(() => loadAlertSettings(preferences));
  const changeAlerts = (changed: AlertSettings): void => {
    setAlerts(changed);
    saveAlertSettings(preferences, changed);
  };
  const tellMe = (): void => {
    askForNotifications().then((notifications) => changeAlerts({ ...alerts, notifications }), reportError);
  };

  const show = (chosen: string): void => {
    // What is not sent yet is sent on; a conversation without anything to send needs no place.
    if (chosen !== threadId && thread.getSnapshot().outgoing.length === 0) thread.close();
    setThreadId(chosen);
    setListed(false);
    onThread(chosen);
  };
  const closeList = (): void => {
    closed.current = true;
    setListed(false);
  };
  useLayoutEffect(() => {
    // On a phone the button is hidden as long as the list is open.
    if (!listed && closed.current) opener.current?.focus();
    closed.current = false;
  }, [listed]);
  const download = (): Promise<void> =>
    saveTranscript(thread, {
      language,
      otherSide: () => brandName,
      platformName: brandName,
      nameOf: ({ sender }, { nameOf }) =>
        sender === userId ? words.you : (nameOf(sender) ?? words.colleague),
    });
  usePush(session, alerts.notifications);
  const latestShow = useRef(show);
  latestShow.current = show;
  const onOpen = useCallback((opened: string) => latestShow.current(opened), []);
  useCustomerAlerts({ session, settings: alerts, brandName, onOpen });
  useOpenedThread(onOpen);
  const unread = threads.filter((other) => other.threadId !== threadId && other.unread > 0).length;
  const customer = useMemo(
    () => (attributes || details ? { ...attributes, ...details } : undefined),
    [attributes, details],
  );
  useProfile(session, customer);

  return (
    <div class="app" data-listed={listed ? '' : undefined}>
      <ChatView
        key={threadId}
        thread={thread}
        brand={brand}
        now={now}
        onReconnect={() => {
          session.open();
          session.wake();
        }}
        customer={customer}
        onCustomer={(given) => {
          storage.setItem(customerKey, JSON.stringify(given));
          setDetails(given);
        }}
        before={
          threads.length > 0 && (
            <button
              ref={opener}
              type="button"
              class="icon-button"
              aria-label={words.showConversations}
              aria-expanded={listed}
              onClick={() => setListed(!listed)}
            >
              <ListIcon />
              {unread > 0 && <span class="dot" />}
            </button>
          )
        }
        onTellMe={canAskForNotifications() ? tellMe : undefined}
        after={
          <>
            <SoundButton sound={alerts.sound} onSound={(sound) => changeAlerts({ ...alerts, sound })} />
            {after}
          </>
        }
      />
      {listed && (
        <ThreadList
          threads={threads}
          loaded={loaded}
          current={threadId}
          now={now}
          onChoose={show}
          onNew={() => show(newThreadId(userId, newId))}
          onDownload={() => download().catch(reportError)}
          onClose={closeList}
        />
      )}
    </div>
  );
}
