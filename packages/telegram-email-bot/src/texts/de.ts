import type { DigestSetting } from '../digests/digest-setting.ts';
import { blocks, bold, code, italic, lines, type RichText, rich } from '../telegram/rich-text.ts';
import { counted } from './counted.ts';
import type { ListedAddress, Menu, Receipt, Texts } from './texts.ts';

const locale = 'de-DE';
const time = (atMs: number): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(atMs);

const reasons = {
  blocked: 'du hast den Absender gesperrt',
  virus: 'sie enthält einen Virus',
  spam: 'sie sieht nach Werbung aus',
  forged: 'der Absender ist gefälscht: das sagt die Domain, die er nennt',
  unverified: 'niemand bestätigt den Absender: es kann jemand anders sein',
  unscanned: 'sie konnte nicht auf Viren geprüft werden',
  limit: 'es kamen zu viele Mails auf einmal',
  loop: 'sie ist eine deiner eigenen Mails, die zurückkam',
  paused: 'die Adresse war angehalten',
  refused: 'Telegram hat sie nicht angenommen',
} as const;

const digestText = (setting: DigestSetting): string => {
  if (setting.mode === 'instant') return 'einzeln und sofort';
  if (setting.mode === 'hourly') return 'gesammelt, einmal in der Stunde';
  const clock = `${String(setting.hour).padStart(2, '0')}:${String(setting.minute).padStart(2, '0')}`;
  return `gesammelt, jeden Tag um ${clock} Uhr (${setting.zone})`;
};

const listed = (addresses: readonly ListedAddress[]) =>
  addresses.map(({ address, label, status, expiresAt }) =>
    rich(
      code(address),
      label === '' ? '' : ` · ${label}`,
      status === 'paused' ? ' · angehalten' : '',
      expiresAt === undefined ? '' : ` · bis ${time(expiresAt)} UTC`,
    ),
  );

const warning = (text: string) => rich('⚠️ ', text);

export const de: Texts = {
  language: 'de',
  name: 'Deutsch',
  locale,

  welcome: (address) =>
    blocks(
      bold('Mail und Chat an einem Ort.'),
      address === undefined
        ? 'Sende /register, um eine eigene Mailadresse zu bekommen. Was an sie geschickt wird, kommt hier als kurze Zusammenfassung an.'
        : rich(
            'Deine Adresse ist ',
            code(address),
            '. Was an sie geschickt wird, kommt hier als kurze Zusammenfassung an.',
          ),
      'Alles andere, was du hier schreibst, beginnt ein Gespräch. Mit /help siehst du alles, was ich kann.',
    ),
  registered: (address) =>
    blocks(
      rich('Deine Adresse ist ', code(address)),
      'Was an sie geschickt wird, kommt hier als kurze Zusammenfassung an. Probier es aus: schick dir eine Mail.',
    ),
  registeredBefore: (address) => rich('Du hast schon eine Adresse: ', code(address)),
  addresses: (addresses) => lines(bold('Deine Adressen'), ...listed(addresses)),
  noAddress: rich('Du hast noch keine Adresse. Sende /register, um eine zu bekommen.'),
  newAddress: (address, label, { expiresAt, mails }) =>
    lines(
      rich('Noch eine Adresse', label === '' ? '' : ` für ${label}`, ': ', code(address)),
      mails === undefined
        ? undefined
        : mails === 1
          ? 'Sie nimmt eine Mail an.'
          : `Sie nimmt ${mails} Mails an.`,
      expiresAt === undefined ? undefined : `Sie gilt bis ${time(expiresAt)} UTC.`,
    ),
  wrongLimit: (word, { days, mails }) =>
    rich(
      `Wegen „${word}“ gibt es keine neue Adresse. Möglich sind eine Zahl von Tagen, 1d bis ${days}d, und eine von Mails, 1x bis ${mails}x.`,
    ),
  tooManyAddresses: (most) => rich(`Du hast ${most} Adressen. Mehr kann niemand haben.`),
  whichAddress: (addresses) =>
    lines('Welche Adresse? Sende den Befehl mit einer von diesen dahinter:', ...listed(addresses)),
  paused: (address) =>
    rich(code(address), ' ist angehalten. Mails an sie zeigt /quarantine. Mit /resume geht es weiter.'),
  resumed: (address) => rich(code(address), ' bekommt wieder Mails. Was inzwischen kam, zeigt /quarantine.'),
  status: ({ isActive, addresses, emailCount, lastSummaryAt, digest }) =>
    lines(
      bold('Status'),
      isActive
        ? 'Mails werden zugestellt.'
        : 'Mails werden zurückgehalten: mit /activate bekommst du sie wieder.',
      `Adressen: ${addresses}`,
      `Zusammengefasste Mails: ${emailCount}`,
      lastSummaryAt === undefined ? undefined : `Die letzte: ${time(lastSummaryAt)} UTC`,
      `Zusammenfassungen kommen ${digestText(digest)}.`,
    ),
  deactivated: rich(
    'Mails an deine Adressen werden ab jetzt zurückgehalten. /quarantine zeigt sie, und mit /activate geht es weiter.',
  ),
  activated: rich('Mails werden wieder zugestellt. Was inzwischen kam, zeigt /quarantine.'),
  senders: (blocked, allowed) =>
    blocks(
      blocked.length === 0
        ? 'Du hast niemanden gesperrt.'
        : lines(bold('Gesperrt'), ...blocked.map((sender) => code(sender))),
      allowed.length === 0 ? undefined : lines(bold('Erlaubt'), ...allowed.map((sender) => code(sender))),
    ),
  senderProblem: (command) =>
    rich(
      'Sende den Befehl mit einer Adresse oder einer Domain dahinter, zum Beispiel ',
      code(`/${command} news@example.com`),
      ' oder ',
      code(`/${command} example.com`),
    ),
  tooManyDomains: (most) =>
    rich(
      `Du hast schon über ${most} Domains entschieden, mehr gehen nicht. Einzelne Adressen kannst du weiterhin nennen.`,
    ),
  senderBlocked: (sender) =>
    rich(
      'Mails von ',
      code(sender),
      ' werden ab jetzt zurückgehalten: /quarantine zeigt sie. ',
      code(`/allow ${sender}`),
      ' hebt das auf.',
    ),
  senderAllowed: (sender) =>
    rich('Mails von ', code(sender), ' werden ab jetzt zugestellt, auch wenn sie nach Werbung aussehen.'),
  digestSet: (setting) => rich(`Zusammenfassungen kommen ${digestText(setting)}.`),
  digestProblem: (problem) =>
    rich(
      problem === 'time'
        ? 'Das ist keine Uhrzeit. '
        : problem === 'zone'
          ? 'Diese Zeitzone kenne ich nicht. '
          : '',
      'Sende ',
      code('/digest instant'),
      ', ',
      code('/digest hourly'),
      ' oder ',
      code('/digest daily 8:00 Europe/Berlin'),
      '.',
    ),
  languageSet: rich('Ich spreche jetzt Deutsch.'),
  languageProblem: rich(
    'Sende ',
    code('/language en'),
    ' für Englisch oder ',
    code('/language de'),
    ' für Deutsch.',
  ),
  quarantine: (mails, hasMore) =>
    blocks(
      bold('Zurückgehalten'),
      ...mails.map(({ from, subject, reason, receivedAt }, index) =>
        lines(
          rich(`${index + 1}. `, bold(subject), ` – ${from}`),
          `${time(receivedAt)} UTC: ${reasons[reason]}`,
        ),
      ),
      hasMore ? 'Es gibt ältere.' : undefined,
    ),
  quarantineEmpty: rich('Nichts wird zurückgehalten.'),
  heldGone: rich('Diese Mail ist nicht mehr da.'),
  newChat: (number) => rich(`Gespräch ${number} beginnt. Worüber möchtest du sprechen?`),
  chats: (chats) =>
    lines(
      bold('Deine Gespräche'),
      ...chats.map(({ number, title, isCurrent }) =>
        rich(`${number}. ${title}`, isCurrent ? bold(' · dieses') : ''),
      ),
      'Mit /switch und einer Nummer kehrst du zu einem zurück.',
    ),
  noChats: rich('Es gibt noch kein Gespräch. Schreib einfach los.'),
  switched: (number) => rich(`Gespräch ${number} geht weiter.`),
  noSuchChat: rich('Ein Gespräch mit dieser Nummer gibt es nicht: /chats zeigt alle.'),
  deleteQuestion: rich(
    'Alles löschen, was über dich gespeichert ist: Adressen, Mails, Einstellungen und Gespräche? Das lässt sich nicht rückgängig machen.',
  ),
  deleteCancelled: rich('Nichts wurde gelöscht.'),
  deleteBegun: rich(
    'Alles wird gelöscht. Wenn es fertig ist, in etwa einer halben Minute, bekommst du hier eine Quittung. Was du bis dahin schickst, wird nicht mehr angenommen.',
  ),
  exportBegun: rich('Deine Daten werden zusammengestellt. Sie kommen hier als Datei an.'),
  exportCaption: rich('Alles, was über dich gespeichert ist.'),
  unknownCommand: (name) => rich(`/${name} kenne ich nicht. Mit /help siehst du, was ich kann.`),
  unsupportedMessage: rich('Ich kann Text lesen und Bilder, Ton, Videos und Dokumente annehmen.'),
  fileTypeNotTaken: rich(
    'Dateien dieser Art kann ich nicht annehmen. Bilder, Ton, Videos, PDF, ZIP, Office-Dokumente und reiner Text gehen.',
  ),
  fileTooLarge: rich('Diese Datei ist zu groß. Ich kann Dateien bis 20 MB annehmen.'),
  messageTooLong: rich('Diese Nachricht ist zu lang für ein Gespräch. Bitte schick sie in Teilen.'),
  tooManyMessages: (seconds) => rich(`Das war viel auf einmal. Bitte schreib in ${seconds} Sekunden weiter.`),
  messageInFile: rich('Telegram hat diese Nachricht nicht als Text angenommen. Sie steht in dieser Datei.'),
  colleague: 'Unser Team',
  notTaken: rich('Deine Nachricht konnte nicht angenommen werden. Bitte schick sie noch einmal.'),

  buttons: {
    fullText: 'Ganzer Text',
    original: 'Original',
    attachments: (count) => (count === 1 ? '1 Anhang' : `${count} Anhänge`),
    reply: 'Antworten',
    block: 'Absender sperren',
    undoBlock: 'Sperre aufheben',
    why: 'Warum die Warnung?',
    show: (number) => `${number} zeigen`,
    older: 'Ältere',
    deleteAll: 'Alles löschen',
    keep: 'Behalten',
  },
  notices: {
    coming: 'Kommt sofort.',
    replyHint: 'Antworte auf diese Nachricht: deine Antwort geht als Mail an den Absender.',
    blocked: 'Mails von diesem Absender werden ab jetzt zurückgehalten.',
    unblocked: 'Dieser Absender ist nicht mehr gesperrt.',
    gone: 'Diese Mail ist nicht mehr da.',
    administratorsOnly: 'Das kann nur ein Administrator dieser Gruppe.',
  },

  mail: {
    noSubject: '(kein Betreff)',
    noSender: '(kein Absender)',
    to: (label) => `an ${label}`,
    noText: italic('Diese Mail hat keinen Text.'),
    onlyAttachments: italic('Diese Mail hat keinen Text, nur Anhänge.'),
    attachments: (names, more) => rich('📎 ', names.join(', '), more > 0 ? ` und ${more} weitere` : ''),
    facts: { code: 'Code', amount: 'Betrag', reference: 'Nummer', date: 'Datum' },
    links: 'Links',
    misleadingLink: (host) => `führt zu ${host}`,
    event: (method) =>
      method === 'CANCEL' ? 'Abgesagt' : method === 'REPLY' ? 'Antwort auf eine Einladung' : 'Einladung',
    eventTime: (start, end, zone) =>
      `Wann: ${start}${end === undefined ? '' : ` bis ${end}`}${zone === undefined ? '' : ` (${zone})`}`,
    eventPlace: 'Wo',
    eventOrganiser: 'Von',
    byModel: italic('Zusammengefasst von einem Sprachmodell.'),
    encrypted: rich('🔒 Diese Mail ist verschlüsselt. Die Datei enthält sie, wie sie kam.'),
    opaque: rich('Diese Mail steckt in ihrer Signatur. Die Datei enthält sie, wie sie kam.'),
    damaged: rich(
      'Diese Mail ist beschädigt und lässt sich nicht ganz lesen. Die Datei enthält sie, wie sie kam.',
    ),
    cut: rich('Diese Mail ist länger als das, was ich von ihr lese. Die Datei enthält alles.'),
    hiddenText: italic('Die Mail hat Text, den man nicht sieht; er wurde weggelassen.'),
    attachedMail: italic('Aus einer Mail, die angehängt ist.'),
    marked: {
      blocked: warning('Du hast diesen Absender gesperrt.'),
      virus: warning('Diese Mail enthält einen Virus.'),
      spam: warning('Diese Mail sieht nach Werbung aus.'),
      forged: warning('Der Absender dieser Mail ist gefälscht.'),
      unverified: warning('Niemand bestätigt den Absender dieser Mail.'),
      unscanned: warning('Diese Mail konnte nicht auf Viren geprüft werden.'),
      limit: warning('Es kamen zu viele Mails auf einmal.'),
      loop: warning('Dies ist eine deiner eigenen Mails, die zurückkam.'),
      paused: warning('Diese Mail kam, während die Adresse angehalten war.'),
      refused: warning('Telegram hat diese Mail nicht angenommen.'),
    },
    misleadingName: warning('Der Name des Absenders zeigt eine andere Adresse.'),
    autoReply: (from) => rich(`Automatische Antwort von ${from}`),
    bounced: (recipient, reason) =>
      blocks(
        rich('Deine Mail an ', code(recipient), ' konnte nicht zugestellt werden.'),
        reason === '' ? undefined : italic(reason),
      ),
    delayed: (recipient) =>
      rich('Deine Mail an ', code(recipient), ' verspätet sich. Der Server versucht es weiter.'),
    bouncedUnknown: rich('Eine Mail von dir konnte nicht zugestellt werden. Die Datei sagt mehr.'),
    limit: (address) =>
      rich(
        'An ',
        code(address),
        ' kommen so viele Mails, dass sie vorerst zurückgehalten werden: /quarantine zeigt sie.',
      ),
    why: (details) =>
      lines(bold('Warum diese Mail markiert ist'), ...details.map((detail) => rich(`• ${detail}`))),
    whyNothing: rich('An dieser Mail ist nichts ungewöhnlich.'),
    reasons,
    tooLarge: (name, size) =>
      rich(
        bold(name),
        ` hat ${size}, und Telegram hat die Datei nicht angenommen. Hier kannst du sie eine Stunde lang herunterladen; danach frag noch einmal danach:`,
      ),
    download: 'Herunterladen',
    noAttachments: rich('Diese Mail hat keine Anhänge.'),
    rawGone: rich('Die Mail selbst wird nicht mehr aufbewahrt: das endet nach einigen Tagen.'),
    fullTextHeading: (subject) => bold(subject),
    cited: italic('Die unterstrichenen Sätze sind die der Zusammenfassung.'),
  },

  reply: {
    sent: (to) => rich('Gesendet an ', code(to), '.'),
    unsure: (to) =>
      rich(
        'Der Mailserver hat nicht geantwortet. Die Antwort an ',
        code(to),
        ' kann angekommen sein oder nicht. Um sicherzugehen, sende sie noch einmal.',
      ),
    refused: (to, reason) => rich('Die Antwort an ', code(to), ` wurde abgelehnt: ${reason}`),
    nobody: rich('Auf diese Mail kann man nicht antworten: sie nennt keinen Absender.'),
    limited: rich('Zu viele Antworten für den Moment. Bitte versuch es in einer Stunde wieder.'),
    tooLarge: rich(
      'Der Anhang ist zu groß: ich kann bis 20 MB von Telegram nehmen und Mails bis 9 MB senden.',
    ),
    empty: rich('Die Antwort ist leer: schreib einen Text oder häng eine Datei an.'),
    noMail: rich('Die Mail, auf die du antwortest, ist nicht mehr bekannt. Antworten geht 30 Tage lang.'),
    severalMails: rich(
      'Diese Nachricht nennt mehrere Mails. Tipp auf die Nummer der einen und antworte auf das, was dann kommt.',
    ),
  },

  digest: {
    heading: (count) => bold(count === 1 ? 'Eine Mail' : `${count} Mails`),
    quarantine: (count) =>
      rich(
        count === 1
          ? 'Eine Mail wurde zurückgehalten: /quarantine'
          : `${count} Mails wurden zurückgehalten: /quarantine`,
      ),
  },
};

const deletedThings = {
  addresses: ['Adresse', 'Adressen'],
  mails: ['Mail', 'Mails'],
  conversations: ['Gespräch', 'Gespräche'],
  messages: ['Nachricht', 'Nachrichten'],
  others: ['weiterer Eintrag', 'weitere Einträge'],
} as const;

/** Not among the other texts, because only one function sends it. */
export const deReceipt: Receipt = ({ counts, receipt }) =>
  blocks(
    rich(
      `Gelöscht: ${(counts && counted(locale, deletedThings, counts)) || 'alles'}. Über dich ist nichts mehr gespeichert.`,
    ),
    !counts?.sharedMails
      ? undefined
      : 'Mails, die auch an andere gingen, werden zwei Wochen nach ihrem Eingang gelöscht.',
    rich('Quittung: ', code(receipt)),
  );

/** Apart from the others: no function sends it. */
export const deMenu: Menu = {
  register: 'Deine Mailadresse bekommen',
  addresses: 'Deine Adressen',
  new: 'Noch eine Adresse',
  status: 'Was eingestellt ist',
  pause: 'Eine Adresse anhalten',
  resume: 'Eine Adresse wieder starten',
  deactivate: 'Alle Mails anhalten',
  activate: 'Mails wieder bekommen',
  block: 'Einen Absender blockieren',
  allow: 'Einen Absender durchlassen',
  quarantine: 'Zurückgehaltene Mails',
  digest: 'Wann Zusammenfassungen kommen',
  newchat: 'Ein neues Gespräch beginnen',
  chats: 'Deine Gespräche',
  switch: 'Zu einem Gespräch zurückkehren',
  language: 'Englisch oder Deutsch',
  export: 'Alles, was über dich gespeichert ist',
  delete: 'Alles löschen',
  start: 'Was dieser Bot kann',
  help: 'Alle Befehle',
};

/** Apart from the others: one function alone sends it. */
export const deHelp = (): RichText =>
  blocks(
    lines(
      bold('Mail'),
      '/register – deine Adresse bekommen',
      '/addresses – deine Adressen',
      '/new [Name] [7d] [5x] – noch eine Adresse, auf Wunsch für einige Tage oder Mails',
      '/pause, /resume [Adresse] – eine Adresse anhalten und wieder starten',
      '/deactivate, /activate – alle anhalten und wieder starten',
      '/block, /allow [Absender] – eine Adresse oder eine Domain; ohne Angabe die Liste',
      '/quarantine – zurückgehaltene Mails',
      '/digest instant, /digest hourly, /digest daily 8:00 Europe/Berlin',
      '/status – was eingestellt ist',
    ),
    'Antworte auf eine Zusammenfassung, um dem Absender zu antworten. Die Antwort kommt von deiner Adresse hier; dein Telegram-Konto bleibt verborgen.',
    lines(
      bold('Gespräche'),
      'Schreib einfach los.',
      '/newchat – ein neues beginnen',
      '/chats, /switch 2 – zu einem früheren zurückkehren',
    ),
    lines(
      bold('Deine Daten'),
      '/language en, /language de',
      '/export – alles, was über dich gespeichert ist',
      '/delete – alles davon löschen',
    ),
  );
