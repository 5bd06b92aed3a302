import type { DigestSetting } from '../digests/digest-setting.ts';
import { blocks, bold, code, italic, lines, type RichText, rich } from '../telegram/rich-text.ts';
import { counted } from './counted.ts';
import type { ListedAddress, Menu, Receipt, Texts } from './texts.ts';

const locale = 'en-GB';
const time = (atMs: number): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(atMs);

const reasons = {
  blocked: 'you blocked the sender',
  virus: 'it contains a virus',
  spam: 'it looks like spam',
  forged: 'the sender is forged: the domain that it names says so',
  unverified: 'nobody confirms the sender: it may be somebody else',
  unscanned: 'it could not be scanned for viruses',
  limit: 'too many mails came at once',
  loop: 'it is one of your own mails that came back',
  paused: 'the address was paused',
  refused: 'Telegram did not take it',
} as const;

const digestText = (setting: DigestSetting): string => {
  if (setting.mode === 'instant') return 'each at once';
  if (setting.mode === 'hourly') return 'together, once an hour';
  const clock = `${String(setting.hour).padStart(2, '0')}:${String(setting.minute).padStart(2, '0')}`;
  return `together, every day at ${clock} (${setting.zone})`;
};

const listed = (addresses: readonly ListedAddress[]) =>
  addresses.map(({ address, label, status, expiresAt }) =>
    rich(
      code(address),
      label === '' ? '' : ` · ${label}`,
      status === 'paused' ? ' · paused' : '',
      expiresAt === undefined ? '' : ` · until ${time(expiresAt)} UTC`,
    ),
  );

const warning = (text: string) => rich('⚠️ ', text);

export const en: Texts = {
  language: 'en',
  name: 'English',
  locale,

  welcome: (address) =>
    blocks(
      bold('Mail and chat, in one place.'),
      address === undefined
        ? 'Send /register to get a mail address of your own. What is mailed to it comes here as a short summary.'
        : rich('Your address is ', code(address), '. What is mailed to it comes here as a short summary.'),
      'Anything else that you write here starts a conversation. Send /help to see everything that I can do.',
    ),
  registered: (address) =>
    blocks(
      rich('Your address is ', code(address)),
      'What is mailed to it comes here as a short summary. Try it: send yourself a mail.',
    ),
  registeredBefore: (address) => rich('You have an address already: ', code(address)),
  addresses: (addresses) => lines(bold('Your addresses'), ...listed(addresses)),
  noAddress: rich('You have no address yet. Send /register to get one.'),
  newAddress: (address, label, { expiresAt, mails }) =>
    lines(
      rich('One more address', label === '' ? '' : ` for ${label}`, ': ', code(address)),
      mails === undefined ? undefined : mails === 1 ? 'It takes one mail.' : `It takes ${mails} mails.`,
      expiresAt === undefined ? undefined : `It holds until ${time(expiresAt)} UTC.`,
    ),
  wrongLimit: (word, { days, mails }) =>
    rich(
      `I made no address, because of “${word}”. Give at most one number of days, 1d to ${days}d, and one of mails, 1x to ${mails}x.`,
    ),
  tooManyAddresses: (most) => rich(`You have ${most} addresses, which is the most that one user can have.`),
  whichAddress: (addresses) =>
    lines('Which address? Send the command with one of these behind it:', ...listed(addresses)),
  paused: (address) =>
    rich(
      code(address),
      ' is paused. Mail to it is held: /quarantine shows it. Send /resume to start it again.',
    ),
  resumed: (address) => rich(code(address), ' gets mail again. What came meanwhile is in /quarantine.'),
  status: ({ isActive, addresses, emailCount, lastSummaryAt, digest }) =>
    lines(
      bold('Status'),
      isActive ? 'Mail is delivered.' : 'Mail is held: send /activate to get it again.',
      `Addresses: ${addresses}`,
      `Mails summarised: ${emailCount}`,
      lastSummaryAt === undefined ? undefined : `The last one: ${time(lastSummaryAt)} UTC`,
      `Summaries come ${digestText(digest)}.`,
    ),
  deactivated: rich(
    'Mail to your addresses is held from now on. /quarantine shows it, and /activate starts delivery again.',
  ),
  activated: rich('Mail is delivered again. What came meanwhile is in /quarantine.'),
  senders: (blocked, allowed) =>
    blocks(
      blocked.length === 0
        ? 'You have blocked nobody.'
        : lines(bold('Blocked'), ...blocked.map((sender) => code(sender))),
      allowed.length === 0 ? undefined : lines(bold('Allowed'), ...allowed.map((sender) => code(sender))),
    ),
  senderProblem: (command) =>
    rich(
      'Send the command with an address or a domain behind it, for example ',
      code(`/${command} news@example.com`),
      ' or ',
      code(`/${command} example.com`),
    ),
  tooManyDomains: (most) =>
    rich(
      `You have decided about ${most} domains, which is the most that one user can. Single addresses still work.`,
    ),
  senderBlocked: (sender) =>
    rich(
      'Mail from ',
      code(sender),
      ' is held from now on: /quarantine shows it. ',
      code(`/allow ${sender}`),
      ' undoes that.',
    ),
  senderAllowed: (sender) =>
    rich('Mail from ', code(sender), ' is delivered from now on, also where it looks like spam.'),
  digestSet: (setting) => rich(`Summaries come ${digestText(setting)}.`),
  digestProblem: (problem) =>
    rich(
      problem === 'time' ? 'That is no time. ' : problem === 'zone' ? 'I do not know that time zone. ' : '',
      'Send ',
      code('/digest instant'),
      ', ',
      code('/digest hourly'),
      ' or ',
      code('/digest daily 8:00 Europe/London'),
      '.',
    ),
  languageSet: rich('I speak English now.'),
  languageProblem: rich(
    'Send ',
    code('/language en'),
    ' for English or ',
    code('/language de'),
    ' for German.',
  ),
  quarantine: (mails, hasMore) =>
    blocks(
      bold('Held back'),
      ...mails.map(({ from, subject, reason, receivedAt }, index) =>
        lines(
          rich(`${index + 1}. `, bold(subject), ` – ${from}`),
          `${time(receivedAt)} UTC: ${reasons[reason]}`,
        ),
      ),
      hasMore ? 'There are older ones.' : undefined,
    ),
  quarantineEmpty: rich('Nothing is held back.'),
  heldGone: rich('This mail is no longer there.'),
  newChat: (number) => rich(`Conversation ${number} begins. What do you want to talk about?`),
  chats: (chats) =>
    lines(
      bold('Your conversations'),
      ...chats.map(({ number, title, isCurrent }) =>
        rich(`${number}. ${title}`, isCurrent ? bold(' · this one') : ''),
      ),
      'Send /switch and a number to go back to one.',
    ),
  noChats: rich('There is no conversation yet. Just write.'),
  switched: (number) => rich(`Conversation ${number} goes on.`),
  noSuchChat: rich('There is no conversation with that number: /chats lists them.'),
  deleteQuestion: rich(
    'Delete everything that is stored about you: your addresses, mails, settings and conversations? This cannot be undone.',
  ),
  deleteCancelled: rich('Nothing was deleted.'),
  deleteBegun: rich(
    'Everything is being deleted. You get a receipt here when it is done, in about half a minute. What you send until then is not accepted.',
  ),
  exportBegun: rich('Your data is being collected. It comes here as a file.'),
  exportCaption: rich('Everything that is stored about you.'),
  unknownCommand: (name) => rich(`I do not know /${name}. Send /help to see what I can do.`),
  unsupportedMessage: rich('I can read text, and take pictures, sound, videos and documents.'),
  fileTypeNotTaken: rich(
    'I cannot take files of this kind: pictures, sound, videos, PDF, ZIP, Office documents and plain text are fine.',
  ),
  fileTooLarge: rich('That file is too large. I can take files of up to 20 MB.'),
  messageTooLong: rich('That message is too long for a conversation. Please send it in parts.'),
  tooManyMessages: (seconds) => rich(`That was a lot at once. Please write again in ${seconds} seconds.`),
  messageInFile: rich('Telegram did not accept this message as text. This file contains it.'),
  colleague: 'A colleague',
  notTaken: rich('Your message could not be taken. Please send it again.'),

  buttons: {
    fullText: 'Full text',
    original: 'Original',
    attachments: (count) => (count === 1 ? '1 attachment' : `${count} attachments`),
    reply: 'Reply',
    block: 'Block sender',
    undoBlock: 'Undo block',
    why: 'Why is this marked?',
    show: (number) => `Show ${number}`,
    older: 'Older',
    deleteAll: 'Delete everything',
    keep: 'Keep',
  },
  notices: {
    coming: 'It is on its way.',
    replyHint: 'Answer this message: your answer goes to the sender as a mail.',
    blocked: 'Mail from this sender is held from now on.',
    unblocked: 'This sender is no longer blocked.',
    gone: 'This mail is no longer there.',
    administratorsOnly: 'Only an administrator of this group can do that.',
  },

  mail: {
    noSubject: '(no subject)',
    noSender: '(no sender)',
    to: (label) => `to ${label}`,
    noText: italic('This mail has no text.'),
    onlyAttachments: italic('This mail has no text, only attachments.'),
    attachments: (names, more) => rich('📎 ', names.join(', '), more > 0 ? ` and ${more} more` : ''),
    facts: { code: 'Code', amount: 'Amount', reference: 'Number', date: 'Date' },
    links: 'Links',
    misleadingLink: (host) => `leads to ${host}`,
    event: (method) =>
      method === 'CANCEL' ? 'Cancelled' : method === 'REPLY' ? 'Answer to an invitation' : 'Invitation',
    eventTime: (start, end, zone) =>
      `When: ${start}${end === undefined ? '' : ` to ${end}`}${zone === undefined ? '' : ` (${zone})`}`,
    eventPlace: 'Where',
    eventOrganiser: 'From',
    byModel: italic('Summarised by a language model.'),
    encrypted: rich('🔒 This mail is encrypted. The file has it as it came.'),
    opaque: rich('This mail is closed inside its signature. The file has it as it came.'),
    damaged: rich('This mail is damaged and cannot be read whole. The file has it as it came.'),
    cut: rich('This mail is longer than what I read of it. The file has all of it.'),
    hiddenText: italic('The mail has text that cannot be seen; it was left out.'),
    attachedMail: italic('From a mail that is attached.'),
    marked: {
      blocked: warning('You blocked this sender.'),
      virus: warning('This mail contains a virus.'),
      spam: warning('This mail looks like spam.'),
      forged: warning('The sender of this mail is forged.'),
      unverified: warning('Nobody confirms the sender of this mail.'),
      unscanned: warning('This mail could not be scanned for viruses.'),
      limit: warning('Too many mails came at once.'),
      loop: warning('This is one of your own mails that came back.'),
      paused: warning('This mail came while the address was paused.'),
      refused: warning('Telegram did not take this mail.'),
    },
    misleadingName: warning('The name of the sender shows another address.'),
    autoReply: (from) => rich(`Automatic reply from ${from}`),
    bounced: (recipient, reason) =>
      blocks(
        rich('Your mail to ', code(recipient), ' could not be delivered.'),
        reason === '' ? undefined : italic(reason),
      ),
    delayed: (recipient) => rich('Your mail to ', code(recipient), ' is delayed. The server goes on trying.'),
    bouncedUnknown: rich('A mail of yours could not be delivered. The file says more.'),
    limit: (address) =>
      rich(
        'So many mails come to ',
        code(address),
        ' that they are held back for now: /quarantine shows them.',
      ),
    why: (details) => lines(bold('Why this mail is marked'), ...details.map((detail) => rich(`• ${detail}`))),
    whyNothing: rich('Nothing about this mail is unusual.'),
    reasons,
    tooLarge: (name, size) =>
      rich(
        bold(name),
        ` has ${size}, and Telegram did not take it. You can download it here for an hour; after that, ask for it again:`,
      ),
    download: 'Download',
    noAttachments: rich('This mail has no attachments.'),
    rawGone: rich('The mail itself is no longer kept: that ends after some days.'),
    fullTextHeading: (subject) => bold(subject),
    cited: italic('The underlined sentences are those of the summary.'),
  },

  reply: {
    sent: (to) => rich('Sent to ', code(to), '.'),
    unsure: (to) =>
      rich(
        'The mail server did not answer. The reply to ',
        code(to),
        ' may have been sent, or not. To be sure, send it again.',
      ),
    refused: (to, reason) => rich('The reply to ', code(to), ` was refused: ${reason}`),
    nobody: rich('This mail cannot be answered: it names no sender.'),
    limited: rich('Too many replies for now. Please try again in an hour.'),
    tooLarge: rich(
      'The attachment is too large: I can take up to 20 MB from Telegram, and mails of up to 9 MB.',
    ),
    empty: rich('The reply is empty: write a text, or attach a file.'),
    noMail: rich('The mail that you answer is no longer known. Replies work for 30 days.'),
    severalMails: rich(
      'That message tells of several mails. Tap the number of one, and answer what comes then.',
    ),
  },

  digest: {
    heading: (count) => bold(count === 1 ? 'One mail' : `${count} mails`),
    quarantine: (count) =>
      rich(
        count === 1 ? 'One mail was held back: /quarantine' : `${count} mails were held back: /quarantine`,
      ),
  },
};

const deletedThings = {
  addresses: ['address', 'addresses'],
  mails: ['mail', 'mails'],
  conversations: ['conversation', 'conversations'],
  messages: ['message', 'messages'],
  others: ['other entry', 'other entries'],
} as const;

/** Not among the other texts, because only one function sends it. */
export const enReceipt: Receipt = ({ counts, receipt }) =>
  blocks(
    rich(
      `Deleted: ${(counts && counted(locale, deletedThings, counts)) || 'everything'}. Nothing is stored about you any more.`,
    ),
    !counts?.sharedMails
      ? undefined
      : 'Mails that were also for others are deleted two weeks after they came.',
    rich('Receipt: ', code(receipt)),
  );

/** Apart from the others: no function sends it. */
export const enMenu: Menu = {
  register: 'Get your mail address',
  addresses: 'Your addresses',
  new: 'One more address',
  status: 'What is set',
  pause: 'Stop one address',
  resume: 'Start an address again',
  deactivate: 'Stop all your mail',
  activate: 'Start your mail again',
  block: 'Block a sender',
  allow: 'Let a sender through',
  quarantine: 'Mails that were held back',
  digest: 'When summaries come',
  newchat: 'Begin a new conversation',
  chats: 'Your conversations',
  switch: 'Go back to a conversation',
  language: 'English or German',
  export: 'Everything that is stored about you',
  delete: 'Delete everything',
  start: 'What this bot does',
  help: 'All commands',
};

/** Apart from the others: one function alone sends it. */
export const enHelp = (): RichText =>
  blocks(
    lines(
      bold('Mail'),
      '/register – get your address',
      '/addresses – your addresses',
      '/new [label] [7d] [5x] – one more address, for some days or mails if you like',
      '/pause, /resume [address] – stop and start one address',
      '/deactivate, /activate – stop and start all of them',
      '/block, /allow [sender] – an address or a domain; without one, the list',
      '/quarantine – mails that were held back',
      '/digest instant, /digest hourly, /digest daily 8:00 Europe/London',
      '/status – what is set',
    ),
    'Answer a summary to reply to its sender. The reply goes out from your address here; your Telegram account stays private.',
    lines(
      bold('Conversations'),
      'Just write. ',
      '/newchat – begin a new one',
      '/chats, /switch 2 – go back to an earlier one',
    ),
    lines(
      bold('Yours'),
      '/language en, /language de',
      '/export – everything that is stored about you',
      '/delete – delete all of it',
    ),
  );
