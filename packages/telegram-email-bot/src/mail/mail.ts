import type { Link } from './html/html-to-text.ts';

/** Someone who writes or gets mail. */
export interface Mailbox {
  /** What the person is called, '' where the mail does not say. Anyone can write anything here. */
  readonly name: string;
  readonly address: string;
}

export interface MailAttachment {
  /** A name without a path, safe to be used for a file. */
  readonly name: string;
  readonly mimeType: string;
  readonly content: Uint8Array;
  /** Whether the mail shows it within its text, as a logo or a picture. */
  readonly isInline: boolean;
}

/** An invitation or another event of a calendar. */
export interface CalendarEvent {
  /** What the sender wants: REQUEST, CANCEL, REPLY, ... */
  readonly method: string;
  readonly title: string;
  readonly place: string;
  readonly organiser: string;
  readonly start?: CalendarTime;
  readonly end?: CalendarTime;
}

export interface CalendarTime {
  /** `2026-11-21`, `2026-11-21T14:30`, or `2026-11-21T14:30Z`. */
  readonly local: string;
  /** The IANA or other name of the zone that the event gives. */
  readonly zone?: string;
}

/** What a mail server says about a mail that it could not deliver, or only late. */
export interface DeliveryStatus {
  /** The recipient of the mail. */
  readonly recipient: string;
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** For example `5.1.1`. */
  readonly status: string;
  readonly diagnostic: string;
}

/** Something about a mail that a person should know, or that decides how it is shown. */
export type MailProblem =
  /** The mail is longer than what is read of it. */
  | 'cut'
  /** It has more parts than are read. */
  | 'tooManyParts'
  /** Its structure cannot be read; only its headers could. */
  | 'damaged'
  /** Text was left out that a person would not have seen. */
  | 'hiddenText'
  /** Its text is encrypted. */
  | 'encrypted'
  /** Its text is inside a signature that is not opened here. */
  | 'opaque'
  /** The name of the sender looks like an address, but not like the sender's. */
  | 'misleadingName';

/** A mail as far as it could be read. Every text is visible text, well-formed and bounded. */
export interface Mail {
  readonly from?: Mailbox;
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  /** '' if there is none. */
  readonly subject: string;
  /** When it was written, as it says itself, epoch milliseconds. */
  readonly date?: number;
  /** With angle brackets. */
  readonly messageId?: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** What a person reads. Lines of quoted text begin with `>`. */
  readonly text: string;
  readonly textSource: 'plain' | 'html' | 'attachedMail' | 'none';
  readonly links: readonly Link[];
  readonly attachments: readonly MailAttachment[];
  readonly event?: CalendarEvent;
  readonly deliveryStatus?: DeliveryStatus;
  readonly isSigned: boolean;
  readonly problems: readonly MailProblem[];
  /** The first value of each header, by its name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}
