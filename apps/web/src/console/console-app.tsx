import { type ChatSession, type ChatThread, customerName, type ThreadRow } from '@switchboard/chat-client';
import type { Duty, OperatorDesk } from '@switchboard/chat-client/operator';
import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  type AlertSettings,
  askForNotifications,
  loadAlertSettings,
  saveAlertSettings,
} from '../alerts/alerts.ts';
import type { ComposerHandle } from '../components/composer.tsx';
import { ConnectionBanner } from '../components/connection-banner.tsx';
import { LogoMark } from '../components/icons.tsx';
import { useKeptFocus } from '../components/use-kept-focus.ts';
import { useStore } from '../components/use-store.ts';
import { saveTranscript } from '../conversation/save-transcript.ts';
import { useLanguage } from '../i18n/language.ts';
import { useOpenedThread } from '../push/use-opened-thread.ts';
import { usePush } from '../push/use-push.ts';
import { variablesOf } from './canned-variables.ts';
import { ConsoleDialogs, type DialogName } from './console-dialogs.tsx';
import { customerOf } from './customer-of.ts';
import { CustomerPane } from './customer-pane.tsx';
import { dutyTexts } from './duty-texts.ts';
import { ListPane } from './list-pane.tsx';
import { Menu } from './menu.tsx';
import { goneText, problemText } from './problem-text.ts';
import { type Command, commandOf, isWriting } from './shortcuts.ts';
import { ThreadPane, type WritingMode } from './thread-pane.tsx';
import { useAging } from './use-aging.ts';
import { useKeptReplies } from './use-canned.ts';
import { useCustomer } from './use-customer.ts';
import { useDeskAlerts, useDeskTitle } from './use-desk-alerts.ts';
import { useKeys } from './use-keys.ts';
import { useOwnProfile } from './use-own-profile.ts';
import { useSelection } from './use-selection.ts';
import { useThread } from './use-thread.ts';
import { useToast } from './use-toast.ts';
import { useViewers } from './use-viewers.ts';

export interface ConsoleAppProps {
  readonly session: ChatSession;
  readonly desk: OperatorDesk;
  readonly userId: string;
  readonly storage: Storage;
  readonly initiallyDark: boolean;
  /** The conversation that is shown first. @default none */
  readonly initially?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onDark: (dark: boolean) => void;
  readonly onSignOut: () => void;
}

const narrow = '(max-width: 1100px)';

/** The operators' console: lists, one conversation, and its customer. */
export function ConsoleApp(props: ConsoleAppProps): JSX.Element {
  const { session, desk, userId, storage, now } = props;
  const language = useLanguage();
  const { locale } = language;
  const { connection } = useStore(session);
  const snapshot = useStore(desk);
  const { list, rows, search, selected, row, select, ...selection } = useSelection(
    desk,
    snapshot,
    props.initially,
  );
  const [mode, setMode] = useState<WritingMode>('reply');
  const [asksToWrite, setAsksToWrite] = useState(0);
  const [finding, setFinding] = useState(false);
  const [detailed, setDetailed] = useState(() => !matchMedia(narrow).matches);
  const [dialog, setDialog] = useState<DialogName>();
  const [dark, setDark] = useState(props.initiallyDark);
  const [alerts, setAlerts] = useState(() => loadAlertSettings(storage));
  const composer = useRef<ComposerHandle>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLElement>(null);
  const toast = useToast();
  const thread = useThread(desk, selected);
  const isConnected = connection.state === 'open';
  const kept = useKeptReplies(desk, isConnected);
  const profile = useOwnProfile(session, desk, userId, isConnected);
  const known = useCustomer(desk, selected, row);
  const tags = (selected === undefined ? undefined : snapshot.tags.get(selected)) ?? row?.tags ?? noTags;
  const viewers = useViewers(desk, snapshot, selected, userId);
  const variables = useMemo(() => variablesOf(known, row, profile.name), [known, row, profile.name]);
  usePush(session, alerts.notifications);
  useAging();
  useDeskTitle(desk);

  const open = useCallback(
    (threadId: string) => {
      select(threadId);
      setMode('reply');
      setFinding(false);
    },
    [select],
  );
  const see = useCallback(() => selected !== undefined && desk.see(selected), [desk, selected]);
  const tellLate = useCallback(
    () => toast.show('Somebody else has answered the question, or it has expired.'),
    [toast.show],
  );
  useOpenedThread(open);
  useDeskAlerts({ session, desk, settings: alerts, onOpen: open });
  useEffect(() => desk.on('failure', (error) => toast.show(problemText(error))), [desk, toast.show]);
  useEffect(
    () =>
      desk.on('gone', ({ threadId }) => {
        if (threadId !== selected) return;
        select(undefined);
        toast.show(goneText);
      }),
    [desk, selected, select, toast.show],
  );
  // The row of a conversation changes when something happens in it: then there is something to read.
  const heard = row?.lastMessage?.timestamp;
  useEffect(() => thread?.refresh(), [thread, heard, row?.owner.type]);

  const attempt = (action: Promise<unknown>, done?: string): void => {
    action.then(
      () => done !== undefined && toast.show(done),
      (error: unknown) => {
        toast.show(problemText(error));
        thread?.refresh();
      },
    );
  };
  const saveConversation = (saved: ChatThread): Promise<void> => {
    const customer = (): ThreadRow['customer'] => customerOf(saved.getSnapshot(), known ?? row?.customer);
    return saveTranscript(saved, {
      language,
      otherSide: () => customerName(customer()),
      platformName: 'Switchboard',
      nameOf: ({ messageType, sender }, { nameOf }) =>
        messageType === 'user' ? customerName(customer()) : (nameOf(sender) ?? sender),
    });
  };
  const { chooseList } = selection;
  const step = (by: number): void => {
    const next = selection.neighbour(by);
    if (next !== undefined) open(next);
  };
  const write = (next: WritingMode): void => {
    setMode(next);
    setAsksToWrite((before) => before + 1);
  };
  useLayoutEffect(() => {
    if (asksToWrite > 0) composer.current?.focus();
  }, [asksToWrite]);
  const changeAlerts = (changed: AlertSettings): void => {
    setAlerts(changed);
    saveAlertSettings(storage, changed);
    if (changed.notifications) askForNotifications().catch(reportError);
  };
  const changeDuty = (duty: Duty): void => attempt(desk.setDuty(duty));
  const giveAway = (action: Promise<unknown>, done: string): void => {
    attempt(action, done);
    setMode('reply');
  };

  const commands: Record<Command, () => void> = {
    next: () => step(1),
    previous: () => step(-1),
    'list.queue': () => chooseList('queue'),
    'list.mine': () => chooseList('mine'),
    'list.bot': () => chooseList('bot'),
    'list.closed': () => chooseList('closed'),
    search: () => searchField.current?.focus(),
    claim: () => {
      if (!selected) return;
      attempt(desk.claim(selected), 'The conversation is yours.');
      // Now, and not with the answer: the operator may be somewhere else by then.
      write('reply');
    },
    reply: () => selected && write('reply'),
    note: () => selected && write('note'),
    release: () => selected && giveAway(desk.release(selected), 'The bot has the conversation again.'),
    requeue: () => selected && giveAway(desk.requeue(selected), 'The conversation waits for a colleague.'),
    transfer: () => selected && setDialog('transfer'),
    close: () => selected && giveAway(desk.closeThread(selected), 'The conversation is closed.'),
    find: () => setFinding(selected !== undefined),
    transcript: () => thread && attempt(saveConversation(thread)),
    details: () => setDetailed((shown) => !shown),
    replies: () => setDialog('replies'),
    duty: () => changeDuty(snapshot.duty === 'away' ? 'available' : 'away'),
    help: () => setDialog('help'),
  };
  const run = (command: Command): void => commands[command]();
  const focusOn = (selector: string): void => root.current?.querySelector<HTMLElement>(selector)?.focus();
  useKeptFocus(() => focusOn(selected === undefined ? '.rows' : '.log'));
  const leave = (target: EventTarget | null): void => {
    if (isWriting(target)) focusOn(selected === undefined || isInList(target) ? '.rows' : '.log');
    else if (selected !== undefined && detailed && matchMedia(narrow).matches) setDetailed(false);
    else select(undefined);
  };
  useKeys((event) => {
    // The keys are those of the window over the page.
    if (dialog !== undefined) return;
    if (event.key === 'Escape') {
      leave(event.target);
      return;
    }
    const command = isWriting(event.target) ? undefined : commandOf(event);
    if (!command) return;
    event.preventDefault();
    run(command);
  });

  const note = (threadId: string, text: string): Promise<void> => {
    const added = desk.addNote(threadId, text).then(() => {});
    attempt(added);
    return added;
  };

  return (
    <main
      ref={root}
      class="console"
      data-open={selected === undefined ? undefined : ''}
      data-detailed={selected !== undefined && detailed ? '' : undefined}
    >
      <h1 class="visually-hidden">Operator console</h1>
      <ListPane
        desk={snapshot}
        list={list}
        rows={rows}
        selected={selected}
        search={search}
        searchField={searchField}
        now={now}
        connected={isConnected}
        presence={presenceText(connection.state, snapshot.duty)}
        onList={chooseList}
        onSearch={selection.setSearch}
        onSelect={open}
        onMore={() => void desk.loadMore(list)}
        menu={
          <Menu
            name={profile.name}
            duty={snapshot.duty}
            capacity={snapshot.capacity}
            alerts={alerts}
            dark={dark}
            onDuty={changeDuty}
            onCapacity={(capacity) => attempt(desk.setDuty(takesThreads(snapshot.duty), capacity))}
            onProfile={() => setDialog('profile')}
            onAlerts={changeAlerts}
            onDark={(wanted) => {
              setDark(wanted);
              props.onDark(wanted);
            }}
            onHelp={() => setDialog('help')}
            onReplies={() => setDialog('replies')}
            onSignOut={props.onSignOut}
          />
        }
      />
      {thread && selected !== undefined ? (
        <ThreadPane
          key={selected}
          thread={thread}
          known={known ?? row?.customer}
          notes={snapshot.notes.get(selected) ?? noNotes}
          me={userId}
          mode={mode}
          finding={finding}
          detailed={detailed}
          composer={composer}
          viewers={viewers}
          kept={kept.replies}
          variables={variables}
          onActivity={(activity) => desk.watch(selected, activity)}
          now={now}
          onMode={write}
          onCommand={run}
          onNote={(text) => note(selected, text)}
          onSeen={see}
          onFound={() => setFinding(false)}
          onBack={() => select(undefined)}
          onLate={tellLate}
        />
      ) : (
        <section class="thread-pane nothing">
          <LogoMark />
          <p>Choose a conversation, or press ? to see the keys.</p>
        </section>
      )}
      {thread && detailed && (
        <CustomerPane
          thread={thread}
          row={row}
          locale={locale}
          isOver={matchMedia(narrow).matches}
          known={known}
          tags={tags}
          now={now}
          onTags={(chosen) => attempt(desk.setTags(thread.threadId, chosen))}
          onOpen={open}
          onTranscript={() => run('transcript')}
          onClose={() => setDetailed(false)}
        />
      )}
      <ConnectionBanner
        status={connection}
        onRetry={() => {
          session.open();
          session.wake();
        }}
      />
      <div class="toasts" role="status">
        {toast.text && <p class="toast">{toast.text}</p>}
      </div>
      <ConsoleDialogs
        open={dialog}
        desk={desk}
        me={userId}
        kept={kept}
        profile={profile}
        onClose={() => setDialog(undefined)}
        onTransfer={(to, called) =>
          selected !== undefined && giveAway(desk.transfer(selected, to), `${called} has the conversation.`)
        }
      />
    </main>
  );
}

const isInList = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.list-pane') !== null;

const noNotes: readonly never[] = [];
const noTags: readonly never[] = [];

function presenceText(state: string, duty: Duty): string {
  if (state !== 'open') return state === 'refused' ? 'Signed out' : 'Connecting…';
  return dutyTexts[duty];
}

/** An operator with a capacity is available, and becomes `full` only by reaching it. */
const takesThreads = (duty: Duty): Duty => (duty === 'away' ? 'away' : 'available');
