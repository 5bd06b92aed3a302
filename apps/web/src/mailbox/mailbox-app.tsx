import { decodeWords } from 'postal-mime';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { explain } from './explain.ts';
import { fetchMails, type IncomingMail, type SentMail, type Verdicts } from './mail-client.ts';

interface MailboxAppProps {
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How often the platform is asked, in milliseconds. */
const refreshMs = 1_000;

type List = 'incoming' | 'sent';
const lists: readonly List[] = ['incoming', 'sent'];
const otherList = { incoming: 'sent', sent: 'incoming' } as const;

/** Every mail that came to this machine or left it, and what became of it. */
export function MailboxApp({ fetch, now }: MailboxAppProps): JSX.Element {
  const [list, setList] = useState<List>('incoming');
  const [mails, setMails] = useState<Awaited<ReturnType<typeof fetchMails>>>({ incoming: [], sent: [] });
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const refresh = (): void => {
      fetchMails(fetch).then(
        (fetched) => {
          setMails(fetched);
          setAway(false);
        },
        () => setAway(true),
      );
    };
    refresh();
    const timer = setInterval(refresh, refreshMs);
    return () => clearInterval(timer);
  }, [fetch]);
  const { incoming, sent } = mails;
  const tabs = useRef<HTMLDivElement>(null);
  const moveAmongTabs = (event: KeyboardEvent): void => {
    if (!['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    // There are two tabs: each arrow leads to the other one.
    const next = event.key === 'Home' ? 'incoming' : event.key === 'End' ? 'sent' : otherList[list];
    setList(next);
    tabs.current?.querySelectorAll<HTMLElement>('[role=tab]')[lists.indexOf(next)]?.focus();
  };
  return (
    <main class="mailbox">
      <header>
        <h1>Mail on this machine</h1>
        {isAway && <p role="alert">The platform does not answer.</p>}
        <div
          ref={tabs}
          class="mailbox-tabs"
          role="tablist"
          aria-label="Mails"
          tabIndex={-1}
          onKeyDown={moveAmongTabs}
        >
          <Tab name="incoming" chosen={list} onChoose={setList}>
            Received ({incoming.length})
          </Tab>
          <Tab name="sent" chosen={list} onChoose={setList}>
            Sent ({sent.length})
          </Tab>
        </div>
      </header>
      <div role="tabpanel" aria-label={list === 'incoming' ? 'Received' : 'Sent'}>
        {list === 'incoming' ? <Incoming mails={incoming} now={now()} /> : <Sent mails={sent} />}
      </div>
    </main>
  );
}

interface TabProps {
  readonly name: List;
  readonly chosen: List;
  readonly onChoose: (list: List) => void;
  readonly children: ComponentChildren;
}

const Tab = ({ name, chosen, onChoose, children }: TabProps): JSX.Element => (
  <button
    type="button"
    role="tab"
    aria-selected={name === chosen}
    tabIndex={name === chosen ? 0 : -1}
    onClick={() => onChoose(name)}
  >
    {children}
  </button>
);

const Incoming = ({ mails, now }: { readonly mails: readonly IncomingMail[]; readonly now: number }) => (
  <>
    {mails.length === 0 && (
      <p class="mailbox-empty">
        No mail has arrived yet. Register in <a href="/telegram/">Telegram</a>, and send a mail to the address
        that the bot gives.
      </p>
    )}
    <ol class="mailbox-list">
      {mails.map((mail) => (
        <li key={`${mail.messageId}${mail.at}`} class="mailbox-mail">
          <p class="mailbox-head">
            <b>
              {decodeWords(mail.subject) ||
                (mail.refusal === undefined ? '(no subject)' : 'Refused by the mail port')}
            </b>
            <Time at={mail.at} />
          </p>
          <p class="mailbox-from">from {decodeWords(mail.from) || mail.sender || 'nobody (a bounce)'}</p>
          {mail.refusal !== undefined && (
            <p class="mailbox-state" data-tone="bad">
              <b>550</b> <span>{mail.refusal}</span>
            </p>
          )}
          {mail.refusal === undefined &&
            mail.recipients.map((recipient, index) => (
              <State key={recipient} recipient={recipient} state={mail.states[index] ?? null} now={now} />
            ))}
          {mail.verdicts && <Checks verdicts={mail.verdicts} sizeBytes={mail.sizeBytes} />}
        </li>
      ))}
    </ol>
  </>
);

interface StateProps {
  readonly recipient: string;
  readonly state: IncomingMail['states'][number];
  readonly now: number;
}

function State({ recipient, state, now }: StateProps): JSX.Element {
  const { tone, title, why } = explain(state, now);
  const chatId = state?.facts?.chatId;
  return (
    <p class="mailbox-state" data-tone={tone}>
      <b>{title}</b>
      <span>
        for {recipient}
        {chatId !== undefined && (
          <>
            {' '}
            in <a href={`/telegram/?chat=${chatId}`}>chat {chatId}</a>
          </>
        )}
        {why !== undefined && <>. {why}</>}
      </span>
    </p>
  );
}

const checks = ['spf', 'dkim', 'dmarc', 'spam', 'virus'] as const;

const Checks = ({ verdicts, sizeBytes }: { readonly verdicts: Verdicts; readonly sizeBytes: number }) => (
  <ul class="mailbox-checks" aria-label="Checks">
    {checks.map((name) => (
      <li key={name} data-verdict={verdicts[name]}>
        {name.toUpperCase()} {(verdicts[name] ?? 'unknown').toLowerCase()}
      </li>
    ))}
    <li>{Math.ceil(sizeBytes / 1024)} KB</li>
  </ul>
);

const Sent = ({ mails }: { readonly mails: readonly SentMail[] }): JSX.Element => (
  <>
    {mails.length === 0 && (
      <p class="mailbox-empty">No mail has been sent. Sent mail never leaves this machine.</p>
    )}
    <ol class="mailbox-list">
      {mails.map(({ messageId, from, to, raw, sentAt }) => (
        <li key={messageId} class="mailbox-mail">
          <p class="mailbox-head">
            <b>{decodeWords(subjectOf(raw)) || '(no subject)'}</b>
            <Time at={sentAt} />
          </p>
          <p class="mailbox-from">
            from {from} to {to.join(', ')}
          </p>
          <details>
            <summary>Source</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
            <pre tabIndex={0}>{raw}</pre>
          </details>
        </li>
      ))}
    </ol>
  </>
);

/** A long subject goes on in lines that begin with a space. */
const subjectOf = (raw: string): string =>
  /^Subject: (.*(?:\r?\n[ \t].*)*)$/im
    .exec(raw)?.[1]
    ?.replaceAll(/\r?\n[ \t]+/g, ' ')
    .trim() ?? '';

const Time = ({ at }: { readonly at: string }): JSX.Element => (
  <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>
);
