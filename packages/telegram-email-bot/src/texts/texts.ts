import type { CommandName } from '../commands/command-names.ts';
import type { DigestProblem, DigestSetting } from '../digests/digest-setting.ts';
import type { Reason } from '../inbound/verdict.ts';
import type { AccountCounts } from '../notices/mail-state.ts';
import type { FactKind } from '../summary/facts.ts';
import type { RichText } from '../telegram/rich-text.ts';
import type { OwnAddress } from '../users/telegram-user.ts';
import type { Language } from './language.ts';

/** One of a user's addresses in a list. */
export interface ListedAddress extends OwnAddress {
  readonly address: string;
}

/** What an erasure says when it is done. */
export type Receipt = (erased: {
  /** What there was; null where it was too much to be counted. */
  readonly counts: AccountCounts | null;
  readonly receipt: string;
}) => RichText;

/** What /status shows. */
interface StatusReport {
  readonly isActive: boolean;
  readonly addresses: number;
  readonly emailCount: number;
  /** Epoch milliseconds. */
  readonly lastSummaryAt?: number;
  readonly digest: DigestSetting;
}

/** What Telegram's menu says of each command, in a few words. */
export type Menu = Readonly<Record<CommandName, string>>;

/** Everything that the bot says, in one language. Each language is one file that has all of it. */
export interface Texts {
  readonly language: Language;
  /** The language's own name. */
  readonly name: string;
  /** For `Intl`. */
  readonly locale: string;

  readonly welcome: (address: string | undefined) => RichText;
  readonly registered: (address: string) => RichText;
  readonly registeredBefore: (address: string) => RichText;
  readonly addresses: (addresses: readonly ListedAddress[]) => RichText;
  readonly noAddress: RichText;
  /** @param limits how long it holds, epoch milliseconds, and for how many mails */
  readonly newAddress: (
    address: string,
    label: string,
    limits: { readonly expiresAt?: number | undefined; readonly mails?: number | undefined },
  ) => RichText;
  /** @param word what was written as a limit of an address; `most`: the highest number of each kind */
  readonly wrongLimit: (word: string, most: { readonly days: number; readonly mails: number }) => RichText;
  readonly tooManyAddresses: (most: number) => RichText;
  readonly whichAddress: (addresses: readonly ListedAddress[]) => RichText;
  readonly paused: (address: string) => RichText;
  readonly resumed: (address: string) => RichText;
  readonly status: (report: StatusReport) => RichText;
  readonly deactivated: RichText;
  readonly activated: RichText;
  readonly senders: (blocked: readonly string[], allowed: readonly string[]) => RichText;
  readonly senderProblem: (command: string) => RichText;
  readonly tooManyDomains: (most: number) => RichText;
  readonly senderBlocked: (sender: string) => RichText;
  readonly senderAllowed: (sender: string) => RichText;
  readonly digestSet: (setting: DigestSetting) => RichText;
  readonly digestProblem: (problem: DigestProblem) => RichText;
  readonly languageSet: RichText;
  readonly languageProblem: RichText;
  readonly quarantine: (
    mails: readonly {
      readonly from: string;
      readonly subject: string;
      readonly reason: Reason;
      readonly receivedAt: number;
    }[],
    hasMore: boolean,
  ) => RichText;
  readonly quarantineEmpty: RichText;
  readonly heldGone: RichText;
  readonly newChat: (number: number) => RichText;
  readonly chats: (
    chats: readonly { readonly number: number; readonly title: string; readonly isCurrent: boolean }[],
  ) => RichText;
  readonly noChats: RichText;
  readonly switched: (number: number) => RichText;
  readonly noSuchChat: RichText;
  readonly deleteQuestion: RichText;
  readonly deleteCancelled: RichText;
  readonly deleteBegun: RichText;
  readonly exportBegun: RichText;
  readonly exportCaption: RichText;
  readonly unknownCommand: (name: string) => RichText;
  readonly unsupportedMessage: RichText;
  readonly fileTypeNotTaken: RichText;
  readonly fileTooLarge: RichText;
  readonly messageTooLong: RichText;
  readonly tooManyMessages: (seconds: number) => RichText;
  readonly notTaken: RichText;
  /** What stands under a file that has a message which Telegram refused as a text. */
  readonly messageInFile: RichText;
  /** Who speaks where an operator has no name. */
  readonly colleague: string;

  readonly buttons: {
    readonly fullText: string;
    readonly original: string;
    readonly attachments: (count: number) => string;
    readonly reply: string;
    readonly block: string;
    readonly undoBlock: string;
    readonly why: string;
    readonly show: (number: number) => string;
    readonly older: string;
    readonly deleteAll: string;
    readonly keep: string;
  };
  readonly notices: {
    readonly coming: string;
    readonly replyHint: string;
    readonly blocked: string;
    readonly unblocked: string;
    readonly gone: string;
    readonly administratorsOnly: string;
  };

  readonly mail: {
    readonly noSubject: string;
    readonly noSender: string;
    readonly to: (label: string) => string;
    readonly noText: RichText;
    readonly onlyAttachments: RichText;
    readonly attachments: (names: readonly string[], more: number) => RichText;
    readonly facts: Readonly<Record<FactKind, string>>;
    readonly links: string;
    readonly misleadingLink: (host: string) => string;
    readonly event: (method: string) => string;
    readonly eventTime: (start: string, end: string | undefined, zone: string | undefined) => string;
    readonly eventPlace: string;
    readonly eventOrganiser: string;
    readonly byModel: RichText;
    readonly encrypted: RichText;
    readonly opaque: RichText;
    readonly damaged: RichText;
    readonly cut: RichText;
    readonly hiddenText: RichText;
    readonly attachedMail: RichText;
    readonly marked: Readonly<Record<Reason, RichText>>;
    readonly misleadingName: RichText;
    readonly autoReply: (from: string) => RichText;
    readonly bounced: (recipient: string, reason: string) => RichText;
    readonly delayed: (recipient: string) => RichText;
    readonly bouncedUnknown: RichText;
    readonly limit: (address: string) => RichText;
    readonly why: (details: readonly string[]) => RichText;
    readonly whyNothing: RichText;
    readonly reasons: Readonly<Record<Reason, string>>;
    readonly tooLarge: (name: string, size: string) => RichText;
    readonly download: string;
    readonly noAttachments: RichText;
    readonly rawGone: RichText;
    readonly fullTextHeading: (subject: string) => RichText;
    readonly cited: RichText;
  };

  readonly reply: {
    readonly sent: (to: string) => RichText;
    readonly unsure: (to: string) => RichText;
    readonly refused: (to: string, reason: string) => RichText;
    readonly nobody: RichText;
    readonly limited: RichText;
    readonly tooLarge: RichText;
    readonly empty: RichText;
    readonly noMail: RichText;
    readonly severalMails: RichText;
  };

  readonly digest: {
    readonly heading: (count: number) => RichText;
    readonly quarantine: (count: number) => RichText;
  };
}

/** A date and a time as people of a language write them. @param zone an IANA name @default 'UTC' */
export const dateTime = ({ locale }: Pick<Texts, 'locale'>, atMs: number, zone = 'UTC'): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(atMs);
