import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
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
  return (
    <main class="mailbox">
      <header>
        <h1>Mail on this machine</h1>
        {isAway && <p role="alert">The platform does not answer.</p>}
        <div class="mailbox-tabs" role="tablist">
          <Tab name="incoming" chosen={list} onChoose={setList}>
            Came in ({incoming.length})
          </Tab>
          <Tab name="sent" chosen={list} onChoose={setList}>
            Was sent ({sent.length})
          </Tab>
        </div>
      </header>
      <div role="tabpanel" aria-label={list === 'incoming' ? 'Came in' : 'Was sent'}>
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
  <button type="button" role="tab" aria-selected={name === chosen} onClick={() => onChoose(name)}>
    {children}
  </button>
);

const Incoming = ({ mails, now }: { readonly mails: readonly IncomingMail[]; readonly now: number }) => (
  <>
    {mails.length === 0 && (
      <p class="mailbox-empty">
        No mail has come yet. Register in <a href="/telegram/">Telegram</a>, and send a mail to the address
        that the bot gives.
      </p>
    )}
    <ol class="mailbox-list">
      {mails.map((mail) => (
        <li key={`${mail.messageId}${mail.at}`} class="mailbox-mail">
          <p class="mailbox-head">
            <b>
              {mail.subject || (mail.refusal === undefined ? 'Without a subject' : 'Refused at the door')}
            </b>
            <Time at={mail.at} />
          </p>
          <p class="mailbox-from">from {mail.from || mail.sender || 'nobody (a bounce)'}</p>
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
      <p class="mailbox-empty">No mail was sent. What is sent leaves this machine nowhere.</p>
    )}
    <ol class="mailbox-list">
      {mails.map(({ messageId, from, to, raw, sentAt }) => (
        <li key={messageId} class="mailbox-mail">
          <p class="mailbox-head">
            <b>{subjectOf(raw) || 'Without a subject'}</b>
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

const subjectOf = (raw: string): string => /^Subject: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';

const Time = ({ at }: { readonly at: string }): JSX.Element => (
  <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>
);
