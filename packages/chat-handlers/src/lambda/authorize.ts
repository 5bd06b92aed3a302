import { BotTokenStorage, createDocumentClient } from '@switchboard/data-core';
import { botTokensTable } from '@switchboard/data-core/tables';
import { authentication, readConfig, table } from '@switchboard/declarations/configuration';
import { createAuthorize } from '../authorize/authorize.ts';
import { environment, log, now } from './environment.ts';

const config = readConfig(environment, { tokens: table(botTokensTable), authentication: authentication() });
const tokens = new BotTokenStorage(config.tokens, undefined, { client: createDocumentClient(), now });

export const handler = createAuthorize({
  authentication: config.authentication,
  // A revoked token opens nothing once its revocation has returned.
  findByToken: (token) => tokens.findByToken(token, { consistentRead: true }),
  now,
  log,
});
