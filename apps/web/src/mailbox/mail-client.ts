/** What the stack keeps of a mail for one recipient: the part of `email-processing-state` that tells what became of it. */
export interface MailState {
  readonly status?: string;
  readonly outcome?: string;
  readonly lease_until?: number;
  readonly facts?: { readonly chatId?: number; readonly reason?: string };
}

/** A check of the sender: `PASS`, `FAIL`, `GRAY`, ... */
export type Verdicts = Readonly<Partial<Record<'spf' | 'dkim' | 'dmarc' | 'spam' | 'virus', string>>>;

/** A mail that came to the port, or a recipient that was refused there. */
export interface IncomingMail {
  readonly messageId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  /** ISO 8601. */
  readonly at: string;
  readonly from: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly verdicts?: Verdicts;
  readonly refusal?: string;
  /** One for each recipient; null where the stack keeps nothing of it yet. */
  readonly states: readonly (MailState | null)[];
}

/** A mail that the stack sent. */
export interface SentMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** ISO 8601. */
  readonly sentAt: string;
}

/** @throws {Error} where the platform does not answer */
export async function fetchMails(
  fetch: typeof globalThis.fetch,
): Promise<{ readonly incoming: readonly IncomingMail[]; readonly sent: readonly SentMail[] }> {
  const [incoming, sent] = await Promise.all(
    ['mails', 'outbox'].map(async (name) => (await fetch(`/_switchboard/${name}`)).json()),
  );
  return { incoming, sent: (sent as readonly SentMail[]).toReversed() };
}
