import type { Storage } from '../storage/storage.ts';
import type { MailVerdicts } from './verdicts.ts';

/** What became of a mail at the port. */
export interface LoggedMail {
  /** SES's own id; empty where the recipient was refused. */
  readonly messageId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  /** ISO 8601. */
  readonly at: string;
  /** As the mail says it; empty where it says none. */
  readonly from: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly verdicts?: MailVerdicts;
  /** What the client was told where the recipient was refused. */
  readonly refusal?: string;
}

/** Remembers what came to the port, the newest of it. */
export interface MailLog {
  add(mail: LoggedMail): void;
  /** The newest first. */
  newest(count: number): readonly LoggedMail[];
}

const mostKept = 1000;

const schema = `
  CREATE TABLE IF NOT EXISTS logged_mail (
    id INTEGER PRIMARY KEY,
    mail TEXT NOT NULL
  );
`;

export function createMailLog({ database }: Storage): MailLog {
  database.exec(schema);
  const insert = database.prepare('INSERT INTO logged_mail (mail) VALUES (?)');
  const forget = database.prepare(
    'DELETE FROM logged_mail WHERE id <= (SELECT max(id) FROM logged_mail) - ?',
  );
  const select = database.prepare('SELECT mail FROM logged_mail ORDER BY id DESC LIMIT ?');
  return {
    add: (mail) => {
      insert.run(JSON.stringify(mail));
      forget.run(mostKept);
    },
    newest: (count) => select.all(count).map((row) => JSON.parse(String(row.mail)) as LoggedMail),
  };
}
