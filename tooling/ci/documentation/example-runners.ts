import { deployment, type TestRunner, type TypeRunner, type WalkRunner } from './runner.ts';

const types: TypeRunner = { types: true };
const botDocs = (says: string): TestRunner => ({ test: 'packages/bot-responder/test/docs.test.ts', says });
const dataCoreDocs = (says: string): TestRunner => ({
  test: 'packages/data-core/test/documents.test.ts',
  says,
});
const widget = (says: string): TestRunner => ({ test: 'apps/web/test-browser/widget.test.ts', says });

/** What runs each example of the pages, by page and language. */
export const exampleRunners: Readonly<
  Record<string, Readonly<Record<string, TestRunner | TypeRunner | WalkRunner>>>
> = {
  'README.md': { ts: botDocs("'README.md'") },
  'apps/web/README.md': { json: { test: 'apps/web/test/config.test.ts', says: 'brand' } },
  'docs/bots.md': { ts: botDocs("'docs/bots.md'"), json: botDocs("codeBlocks('json', 'docs/bots.md')") },
  'docs/deploy.md': { ts: deployment("'111122223333'") },
  'docs/how-to/build-with-the-constructs.md': { ts: types },
  'docs/how-to/deploy-from-ci.md': {
    json: { test: 'infra/test/recipes.test.ts', says: 'token.actions.githubusercontent.com' },
  },
  'docs/how-to/embed-the-widget.md': { html: widget('data-suggestions'), js: types },
  'docs/how-to/log-in-your-own-users.md': { html: widget('data-identify'), ts: types },
  'docs/how-to/your-mail-in-telegram.md': { ts: types },
  'docs/protocol.md': {
    json: { test: 'packages/protocol/test/documentation.test.ts', says: 'docs/protocol.md' },
  },
  'docs/reference/environments.md': { ts: types },
  'docs/tutorial/first-bot.md': { ts: botDocs("'docs/tutorial/first-bot.md'") },
  'packages/chat-client/README.md': { ts: types },
  'packages/chat-core/README.md': { ts: types },
  'packages/data-core/README.md': { ts: dataCoreDocs("'README.md'") },
  'packages/data-core/docs/storages.md': { ts: dataCoreDocs("'docs/storages.md'") },
  'packages/protocol/README.md': { ts: types },
  'tooling/telegram-simulator/README.md': { ts: types },
};
