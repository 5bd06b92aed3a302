import { CommandError, type Desk } from './desk.ts';
import { openStack } from './stack.ts';

/** Where an environment answers. */
export interface Addresses {
  readonly httpUrl: string;
  readonly webUrl: string;
}

export interface OperatorRequest {
  /** The user id of the operator: part of a path, and of every message. */
  readonly userId: string;
  /** How customers are shown the operator. @default by the user id */
  readonly name?: string;
}

/** Posts JSON, signed by a caller that IAM allows to. */
export type PostAsCaller = (url: string, body: string) => Promise<Response>;

/**
 * Gets a session for an operator, and says where the console opens with it.
 *
 * @returns an address that signs in anybody who opens it, until the session expires
 * @throws {CommandError} that says what the environment answered
 */
export async function operatorLink(
  { httpUrl, webUrl }: Addresses,
  { userId, name }: OperatorRequest,
  post: PostAsCaller,
): Promise<string> {
  if (!/^[^\s.]+$/u.test(userId)) {
    throw new CommandError(
      `An operator's id must have neither spaces nor dots, but is ${JSON.stringify(userId)}.`,
    );
  }
  const body = JSON.stringify({ role: 'operator', ...(name === undefined ? {} : { name }) });
  const response = await answerOf(`${httpUrl}/users/${encodeURIComponent(userId)}/sessions`, body, post);
  const { token, expiresAt } = (await response.json()) as {
    readonly token: string;
    readonly expiresAt: number;
  };
  const session = new URLSearchParams({ user: userId, token, expires: String(expiresAt) });
  return `${webUrl.replace(/\/$/, '')}/console/#${session}`;
}

async function answerOf(url: string, body: string, post: PostAsCaller): Promise<Response> {
  const response = await post(url, body).catch((cause: unknown) => {
    throw new CommandError(`${url} gives no answer. Does the environment run?`, { cause });
  });
  if (response.ok) return response;
  const hint =
    response.status === 403 ? ' Assume the role that the output callerRoleArn names, and try again.' : '';
  throw new CommandError(`${url} answered ${response.status}: ${await response.text()}.${hint}`);
}

/** Where the environment answers: one on this machine says it itself, any other by the outputs of its stack. */
export async function addressesOf(desk: Desk, localUrl: string): Promise<Addresses> {
  const { environment } = desk;
  if (environment.name === 'local') return localAddresses(localUrl);
  await desk.build();
  const stack = await openStack(desk, await desk.synthesise(), environment.name);
  const { httpUrl, webUrl } = await stack.outputs();
  if (httpUrl === undefined || webUrl === undefined) {
    throw new CommandError(`${environment.name} is not deployed: npm run deploy -- ${environment.name}`);
  }
  return { httpUrl, webUrl };
}

async function localAddresses(webUrl: string): Promise<Addresses> {
  const hint = `Start it with npm start. If its pages are elsewhere than at ${webUrl}, say where by WEB_URL.`;
  const response = await fetch(`${webUrl}/config.json`).catch((cause: unknown) => {
    throw new CommandError(`No platform runs on this machine. ${hint}`, { cause });
  });
  if (!response.ok) throw new CommandError(`${webUrl}/config.json was answered ${response.status}. ${hint}`);
  const { http } = (await response.json()) as { readonly http: string };
  return { httpUrl: http, webUrl };
}
