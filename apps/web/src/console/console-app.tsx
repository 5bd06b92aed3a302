import type { ChatSession, ListName, ThreadRow } from '@switchboard/chat-client';
import type { Colleague, Duty, OperatorDesk } from '@switchboard/chat-client/operator';
import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  type AlertSettings,
  askForNotifications,
  loadAlertSettings,
  saveAlertSettings,
} from '../alerts/alerts.ts';
import type { ComposerHandle } from '../components/composer.tsx';
import { ConnectionBanner } from '../components/connection-banner.tsx';
import { LogoMark } from '../components/icons.tsx';
import { useStore } from '../components/use-store.ts';
import { usePush } from '../push/use-push.ts';
import { nameOf } from '../text/names.ts';
import { CannedDialog } from './canned-dialog.tsx';
import { variablesOf } from './canned-variables.ts';
import { CustomerPane } from './customer-pane.tsx';
import { HelpDialog, TransferDialog } from './dialogs.tsx';
import { dutyTexts } from './duty-texts.ts';
import { ListPane } from './list-pane.tsx';
import { matchingRows } from './matching-rows.ts';
import { Menu } from './menu.tsx';
import { problemText } from './problem-text.ts';
import { saveTranscript } from './save-transcript.ts';
import { type Command, commandOf, isWriting } from './shortcuts.ts';
import { ThreadPane, type WritingMode } from './thread-pane.tsx';
import { useKeptReplies } from './use-canned.ts';
import { useCustomer } from './use-customer.ts';
import { useDeskAlerts, useDeskTitle } from './use-desk-alerts.ts';
import { useThread } from './use-thread.ts';
import { useToast } from './use-toast.ts';
import { useViewers } from './use-viewers.ts';

export interface ConsoleAppProps {
  readonly session: ChatSession;
  readonly desk: OperatorDesk;
  readonly userId: string;
  readonly locale: string;
  readonly storage: Storage;
  readonly initiallyDark: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onDark: (dark: boolean) => void;
  readonly onSignOut: () => void;
}

const narrow = '(max-width: 1100px)';
const agingMs = 30_000;

/** The operators' console: lists, one conversation, and its customer. */
export function ConsoleApp(props: ConsoleAppProps): JSX.Element {
  const { session, desk, userId, locale, storage, now } = props;
  const { connection } = useStore(session);
  const snapshot = useStore(desk);
  const [list, setList] = useState<ListName>('queue');
  const [selected, setSelected] = useState<string>();
  const [search, setSearch] = useState('');
  const [mode, setMode] = useState<WritingMode>('reply');
  const [finding, setFinding] = useState(false);
  const [detailed, setDetailed] = useState(() => !matchMedia(narrow).matches);
  const [dialog, setDialog] = useState<'help' | 'transfer' | 'replies'>();
  const [dark, setDark] = useState(props.initiallyDark);
  const [alerts, setAlerts] = useState(() => loadAlertSettings(storage));
  const composer = useRef<ComposerHandle>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const thread = useThread(desk, selected);
  const rows = useMemo(() => matchingRows(snapshot.lists[list].rows, search), [snapshot, list, search]);
  const row = findRow(snapshot.lists, selected);
  const kept = useKeptReplies(desk, connection.state === 'open');
  const known = useCustomer(desk, selected, row);
  const tags = (selected === undefined ? undefined : snapshot.tags.get(selected)) ?? row?.tags ?? noTags;
  const viewers = useViewers(desk, snapshot, selected, userId);
  const variables = useMemo(() => variablesOf(known, row, userId), [known, row, userId]);
  const colleagues = useMemo(
    () => (dialog === 'transfer' ? othersAmong(desk, userId) : noColleagues),
    [dialog, desk, userId],
  );
  usePush(session, alerts.notifications);
  useAging();
  useDeskTitle(desk);

  const open = useCallback((threadId: string) => {
    setSelected(threadId);
    setMode('reply');
    setFinding(false);
  }, []);
  const see = useCallback(() => selected !== undefined && desk.see(selected), [desk, selected]);
  useDeskAlerts({ session, desk, settings: alerts, onOpen: open });
  useEffect(() => desk.on('failure', (error) => toast.show(problemText(error))), [desk, toast.show]);
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
  const chooseList = (name: ListName): void => {
    setList(name);
    setSearch('');
    if (!snapshot.lists[name].loaded || name === 'bot' || name === 'closed') void desk.load(name);
  };
  const step = (by: number): void => {
    const at = rows.findIndex(({ threadId }) => threadId === selected);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) open(next.threadId);
  };
  const write = (next: WritingMode): void => {
    setMode(next);
    setTimeout(() => composer.current?.focus());
  };
  const changeAlerts = (changed: AlertSettings): void => {
    setAlerts(changed);
    saveAlertSettings(storage, changed);
    if (changed.notifications) askForNotifications().catch(reportError);
  };
  const changeDuty = (duty: Duty): void => attempt(desk.setDuty(duty));
  const leave = (action: Promise<unknown>, done: string): void => {
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
    claim: () =>
      selected &&
      attempt(
        desk.claim(selected).then(() => write('reply')),
        'The conversation is yours.',
      ),
    reply: () => selected && write('reply'),
    note: () => selected && write('note'),
    release: () => selected && leave(desk.release(selected), 'The bot has the conversation again.'),
    requeue: () => selected && leave(desk.requeue(selected), 'The conversation waits for a colleague.'),
    transfer: () => selected && setDialog('transfer'),
    close: () => selected && leave(desk.closeThread(selected), 'The conversation is closed.'),
    find: () => setFinding(selected !== undefined),
    transcript: () => thread && attempt(saveTranscript(thread, row, locale)),
    details: () => setDetailed((shown) => !shown),
    replies: () => setDialog('replies'),
    duty: () => changeDuty(snapshot.duty === 'away' ? 'available' : 'away'),
    help: () => setDialog('help'),
  };
  const run = (command: Command): void => commands[command]();
  useKeys((event) => {
    // The keys are those of the window over the page.
    if (dialog !== undefined) return;
    if (event.key === 'Escape') {
      if (isWriting(event.target)) (event.target as HTMLElement).blur();
      else setSelected(undefined);
      return;
    }
    const command = isWriting(event.target) ? undefined : commandOf(event);
    if (!command) return;
    event.preventDefault();
    run(command);
  });

  const note = (text: string): void => {
    if (!selected) return;
    desk.addNote(selected, text).catch((error: unknown) => {
      toast.show(problemText(error));
      composer.current?.fill(text);
    });
  };

  return (
    <main
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
        connected={connection.state === 'open'}
        presence={presenceText(connection.state, snapshot.duty)}
        onList={chooseList}
        onSearch={setSearch}
        onSelect={open}
        onMore={() => void desk.loadMore(list)}
        menu={
          <Menu
            name={nameOf(userId) ?? userId}
            duty={snapshot.duty}
            alerts={alerts}
            dark={dark}
            onDuty={changeDuty}
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
          row={row}
          notes={snapshot.notes.get(selected) ?? noNotes}
          me={userId}
          mode={mode}
          finding={finding}
          composer={composer}
          viewers={viewers}
          kept={kept.replies}
          variables={variables}
          onActivity={(activity) => desk.watch(selected, activity)}
          now={now}
          onMode={write}
          onCommand={run}
          onNote={note}
          onSeen={see}
          onFound={() => setFinding(false)}
          onBack={() => setSelected(undefined)}
        />
      ) : (
        <section class="thread-pane nothing">
          <LogoMark />
          <p>Choose a conversation, or press ? for the keys.</p>
        </section>
      )}
      {thread && detailed && (
        <CustomerPane
          thread={thread}
          row={row}
          locale={locale}
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
      {dialog === 'replies' && <CannedDialog kept={kept} onClose={() => setDialog(undefined)} />}
      {dialog === 'help' && <HelpDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'transfer' && selected !== undefined && (
        <TransferDialog
          colleagues={colleagues}
          onClose={() => setDialog(undefined)}
          onTransfer={(to) => leave(desk.transfer(selected, to), `${nameOf(to) ?? to} has the conversation.`)}
        />
      )}
    </main>
  );
}

const noNotes: readonly never[] = [];
const noTags: readonly never[] = [];

function presenceText(state: string, duty: Duty): string {
  if (state !== 'open') return state === 'refused' ? 'Signed out' : 'Connecting…';
  return dutyTexts[duty];
}

const allRows = (lists: Readonly<Record<ListName, { readonly rows: readonly ThreadRow[] }>>): ThreadRow[] =>
  Object.values(lists).flatMap(({ rows }) => rows);

const findRow = (lists: Parameters<typeof allRows>[0], threadId: string | undefined): ThreadRow | undefined =>
  allRows(lists).find((row) => row.threadId === threadId);

const noColleagues = Promise.resolve([]);

const othersAmong = async (desk: OperatorDesk, me: string): Promise<readonly Colleague[]> =>
  (await desk.colleagues()).filter(({ userId }) => userId !== me);

/** Draws again from time to time, because what is shown as `4 m` grows older. */
function useAging(): void {
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), agingMs);
    return () => clearInterval(timer);
  }, []);
}

function useKeys(handle: (event: KeyboardEvent) => void): void {
  const latest = useRef(handle);
  latest.current = handle;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => latest.current(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
