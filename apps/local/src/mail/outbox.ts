import type { Storage } from '../storage/storage.ts';

/** A mail that the stack has sent. It leaves this machine nowhere. */
interface SentMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** ISO 8601. */
  readonly sentAt: string;
}

/** Keeps the mails that were sent, the newest of them. */
export interface Outbox {
  add(mail: SentMail): void;
  /** The oldest first. */
  all(): readonly SentMail[];
  clear(): void;
}

const mostKept = 1000;

const schema = `
  CREATE TABLE IF NOT EXISTS sent_mail (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    raw BLOB NOT NULL,
    sent_at TEXT NOT NULL
  );
`;

export function createOutbox({ database }: Storage): Outbox {
  database.exec(schema);
  const insert = database.prepare(
    'INSERT INTO sent_mail (message_id, sender, recipients, raw, sent_at) VALUES (?, ?, ?, ?, ?)',
  );
  const forget = database.prepare('DELETE FROM sent_mail WHERE id <= (SELECT max(id) FROM sent_mail) - ?');
  const select = database.prepare('SELECT * FROM sent_mail ORDER BY id');
  const clear = database.prepare('DELETE FROM sent_mail');
  return {
    add: ({ messageId, from, to, raw, sentAt }) => {
      insert.run(messageId, from, JSON.stringify(to), raw, sentAt);
      forget.run(mostKept);
    },
    all: () =>
      select.all().map((row) => ({
        messageId: String(row.message_id),
        from: String(row.sender),
        to: JSON.parse(String(row.recipients)) as string[],
        raw: Buffer.from(row.raw as Uint8Array),
        sentAt: String(row.sent_at),
      })),
    clear: () => {
      clear.run();
    },
  };
}
