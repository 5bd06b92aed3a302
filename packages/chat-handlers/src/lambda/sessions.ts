import { BotTokenStorage, createDocumentClient } from '@switchboard/data-core';
import { botTokensTable } from '@switchboard/data-core/tables';
import { readConfig, sessionsPolicy, table } from '@switchboard/declarations/configuration';
import { createSessions } from '../sessions/sessions.ts';
import { environment, log, newId, now } from './environment.ts';

const config = readConfig(environment, { tokens: table(botTokensTable), policy: sessionsPolicy() });
const tokens = new BotTokenStorage(config.tokens, undefined, { client: createDocumentClient(), now });

export const handler = createSessions({
  policy: config.policy,
  issueToken: (session) => tokens.issueToken(session),
  newId,
  log,
});
