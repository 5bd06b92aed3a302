import type { MailState } from './mail-client.ts';

/** What became of a mail for one recipient, in words. */
export interface Explanation {
  /** `good`: it was delivered as it should be; `held`: it can be brought back; `bad`: it failed; `open`: it is not decided yet. */
  readonly tone: 'good' | 'marked' | 'held' | 'bad' | 'open';
  readonly title: string;
  /** Why. @default nothing is to be said */
  readonly why?: string;
}

const reasons: Readonly<Record<string, string>> = {
  blocked: 'The user has blocked the sender.',
  virus: 'The mail has a virus (virus: FAIL).',
  spam: 'The mail is spam (spam: FAIL).',
  forged: "The sender's domain says that this is not its mail (DMARC: FAIL).",
  unverified: 'The sender is not confirmed: neither SPF nor DKIM nor DMARC passed.',
  unscanned: 'The mail could not be scanned for viruses.',
  limit: 'The sender has sent too many mails, or too many are waiting for this user.',
  loop: 'The mail came back to this service: it was in a loop.',
  paused: 'The address or the user is paused, or the user has blocked the bot.',
  refused: 'Telegram refused the message for good.',
};

const outcomes: Readonly<Record<string, Omit<Explanation, 'why'>>> = {
  summarised: { tone: 'good', title: 'Summarised in Telegram' },
  filed: { tone: 'good', title: 'Sent to Telegram as a file' },
  digested: { tone: 'good', title: "Waits for the user's digest" },
  held: { tone: 'held', title: 'Held in quarantine' },
  reported: { tone: 'good', title: 'The user was told what a mail server reported' },
  unknownAddress: { tone: 'bad', title: 'Nobody has the address' },
  refused: { tone: 'bad', title: 'Telegram refused it' },
};

/** @param now epoch milliseconds */
export function explain(state: MailState | null, now: number): Explanation {
  if (state === null)
    return {
      tone: 'open',
      title: 'Nothing is kept of it',
      why: 'The mail function has not started yet, or the user has deleted everything.',
    };
  const { status, outcome = '', facts, lease_until: until = 0 } = state;
  const reason = reasons[facts?.reason ?? ''];
  if (status !== 'done') return unfinished(status, until - now);
  const told = outcomes[outcome] ?? { tone: 'open', title: outcome || 'Done' };
  const isMarked = told.tone === 'good' && reason !== undefined;
  return {
    ...told,
    ...(isMarked && { tone: 'marked', title: `${told.title}, marked` }),
    ...(reason !== undefined && { why: reason }),
    ...(outcome === 'filed' && reason === undefined && { why: 'It could not be read as a text.' }),
  };
}

function unfinished(status: string | undefined, waitMs: number): Explanation {
  if (status === 'ready') {
    const why =
      waitMs > 0
        ? `Its turn comes in ${Math.ceil(waitMs / 1000)} s: Telegram takes one message a second in a chat.`
        : 'Telegram has not accepted it yet; it will be tried again.';
    return { tone: 'open', title: 'Waits for Telegram', why };
  }
  return waitMs > 0
    ? { tone: 'open', title: 'Being read' }
    : {
        tone: 'bad',
        title: 'Reading it failed',
        why: 'It will be tried again. If it keeps failing, it goes to the queue mail-failed.',
      };
}
