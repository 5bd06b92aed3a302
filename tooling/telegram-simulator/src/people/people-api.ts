import { menuFor } from '../bot-api/command-menus.ts';
import { faultSchema } from '../bot-api/faults.ts';
import { describeChat, dialogOf } from '../state/chats.ts';
import type { BotAccount } from '../state/state.ts';
import type { Telegram } from '../telegram.ts';
import {
  chosenAccount,
  editOwnMessage,
  migrateGroup,
  setAccess,
  setMember,
  tapButton,
  writeMessage,
} from './actions.ts';
import { PersonError } from './person-error.ts';
import {
  type BotChoice,
  botRequest,
  callbackRequest,
  editRequest,
  memberRequest,
  messageRequest,
  profileRequest,
  read,
} from './requests.ts';
import { seenMessage } from './view.ts';

/** A request of the person's side. */
export interface PersonRequest {
  readonly method: string;
  /** From the simulator's root, for example `/users/7/messages`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The body as JSON; an empty object if there is none. */
  readonly body: unknown;
}

/** What is answered: a value as JSON, or a file. */
export type PersonAnswer =
  | { readonly json: unknown }
  | { readonly file: Buffer; readonly mimeType: string; readonly name: string };

type Handler = (
  telegram: Telegram,
  request: PersonRequest,
  ids: readonly number[],
) => PersonAnswer | Promise<PersonAnswer>;

const json = (value: unknown): PersonAnswer => ({ json: value });
const chosenIn = ({ query }: PersonRequest): BotChoice => query.get('bot') ?? undefined;

const routes: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  [
    'GET',
    /^\/users$/,
    (telegram, request) => json(listChats(telegram, chosenAccount(telegram, chosenIn(request)))),
  ],
  [
    'GET',
    /^\/users\/(-?\d+)$/,
    (telegram, request, [chatId = 0]) => json(describe(telegram, request, chatId)),
  ],
  [
    'PUT',
    /^\/users\/(-?\d+)$/,
    (telegram, { body }, [chatId = 0]) =>
      json(describeChat(telegram, chatId, read(profileRequest, body)).chat),
  ],
  [
    'PUT',
    /^\/users\/(-\d+)\/members\/(\d+)$/,
    (telegram, { body }, [chatId = 0, userId = 0]) =>
      json(setMember(telegram, chatId, userId, read(memberRequest, body).status)),
  ],
  ['GET', /^\/users\/(-?\d+)\/messages$/, listMessages],
  [
    'POST',
    /^\/users\/(-?\d+)\/messages$/,
    (telegram, { body }, [chatId = 0]) =>
      json(seenMessage(writeMessage(telegram, chatId, read(messageRequest, body)))),
  ],
  [
    'PUT',
    /^\/users\/(-?\d+)\/messages\/(\d+)$/,
    (telegram, { body }, [chatId = 0, messageId = 0]) =>
      json(seenMessage(editOwnMessage(telegram, chatId, messageId, read(editRequest, body)))),
  ],
  [
    'POST',
    /^\/users\/(-?\d+)\/callbacks$/,
    (telegram, { body }, [chatId = 0]) =>
      json({ callbackId: tapButton(telegram, chatId, read(callbackRequest, body)) }),
  ],
  [
    'POST',
    /^\/users\/(-?\d+)\/block$/,
    (telegram, request, [chatId = 0]) => changeAccess(telegram, request, chatId, false),
  ],
  [
    'POST',
    /^\/users\/(-?\d+)\/unblock$/,
    (telegram, request, [chatId = 0]) => changeAccess(telegram, request, chatId, true),
  ],
  [
    'POST',
    /^\/users\/(-?\d+)\/migrate$/,
    (telegram, { body }, [chatId = 0]) =>
      json({ chatId: migrateGroup(telegram, chatId, read(botRequest, body).bot) }),
  ],
  ['GET', /^\/users\/-?\d+\/files\/\w+$/, readFile],
  ['GET', /^\/faults$/, (telegram) => json(telegram.faults.list())],
  [
    'POST',
    /^\/faults$/,
    (telegram, { body }) => {
      telegram.faults.add(read(faultSchema, body));
      return json(telegram.faults.list());
    },
  ],
  [
    'DELETE',
    /^\/faults$/,
    (telegram) => {
      telegram.faults.clear();
      return json([]);
    },
  ],
];

/**
 * Answers a request of the person's side.
 *
 * @throws {PersonError} where it cannot be done
 */
export function answerPerson(
  telegram: Telegram,
  request: PersonRequest,
): PersonAnswer | Promise<PersonAnswer> {
  const matching = routes.filter(([, pattern]) => pattern.test(request.path));
  const [, pattern, handler] = matching.find(([method]) => method === request.method) ?? [];
  if (pattern && handler) {
    const ids = (pattern.exec(request.path) ?? []).slice(1).map(Number);
    return handler(telegram, request, ids);
  }
  if (matching.length === 0) throw new PersonError(404, `There is nothing at ${request.path}.`);
  const known = matching.map(([method]) => method).join(', ');
  throw new PersonError(404, `${request.path} takes ${known}, not ${request.method}.`);
}

const listChats = ({ state }: Telegram, account: BotAccount) =>
  Object.entries(state.dialogs)
    .filter(([key]) => key.startsWith(`${account.user.id}:`))
    .map(([key, { access, messages }]) => {
      const chatId = Number(key.split(':')[1]);
      return { chatId, chat: state.chats[chatId]?.chat, access, lastDate: messages.at(-1)?.date };
    });

/** What a person sees around the messages of a chat. */
function describe(telegram: Telegram, request: PersonRequest, chatId: number) {
  const account = chosenAccount(telegram, chosenIn(request));
  const record = telegram.state.chats[chatId];
  const memberId = Number(request.query.get('as') ?? 1);
  const reader = record?.user ?? telegram.state.chats[memberId]?.user ?? { id: memberId };
  const { access, action, draft, notices } = dialogOf(telegram, account, chatId);
  const now = telegram.now();
  return {
    chatId,
    chat: record?.chat,
    access,
    bot: {
      username: account.user.username,
      name: account.user.first_name,
      commands: record ? menuFor(account, record, reader) : [],
    },
    ...(action && action.until > now && { action: action.name }),
    ...(draft && draft.until > now && { draft: { text: draft.text, entities: draft.entities } }),
    notices,
  };
}

const longestWaitSeconds = 30;

/**
 * The messages of a chat. With `revision`, as the header `x-revision` of an earlier answer gave it, and `waitSeconds` it waits until
 * something has changed since.
 */
async function listMessages(
  telegram: Telegram,
  request: PersonRequest,
  [chatId = 0]: readonly number[],
): Promise<PersonAnswer> {
  const account = chosenAccount(telegram, chosenIn(request));
  const waitSeconds = Math.min(Number(request.query.get('waitSeconds')) || 0, longestWaitSeconds);
  const hasNews = request.query.get('revision') !== String(telegram.changed.count);
  if (waitSeconds > 0 && !hasNews) await telegram.changed.wait(waitSeconds * 1000);
  return json(dialogOf(telegram, account, chatId).messages.map(seenMessage));
}

function changeAccess(
  telegram: Telegram,
  { body }: PersonRequest,
  chatId: number,
  isIn: boolean,
): PersonAnswer {
  setAccess(telegram, chatId, read(botRequest, body).bot, isIn);
  return json({ chatId, access: isIn ? 'member' : 'blocked' });
}

function readFile(telegram: Telegram, { path }: PersonRequest): PersonAnswer {
  const fileId = path.split('/').at(-1) ?? '';
  const file = telegram.state.files[fileId];
  const content = telegram.contents.get(fileId);
  if (!file || !content) throw new PersonError(404, `There is no file ${fileId}.`);
  return { file: content, mimeType: file.mimeType, name: file.name };
}
