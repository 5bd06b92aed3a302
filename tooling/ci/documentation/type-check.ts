import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages/published.ts';
import { type } from './reader.ts';

/**
 * What is in front of the TypeScript of pages that is only type-checked: it needs a server, a browser or an AWS account to run. What a page takes for granted (its
 * imports, the reader's own functions) is declared in front of it. The pages of data-core and of bots are run by tests beside those packages.
 */
const declarations: Readonly<Record<string, string>> = {
  'packages/protocol/README.md':
    'declare const socket: WebSocket; declare function show(text: string): void;',
  'packages/chat-client/README.md': `
    declare function fetchSession(how: object): Promise<{ token: string; userId: string }>;
    declare function operatorToken(): Promise<{ token: string; userId: string }>;
    declare function show(what: unknown): void;
    declare function useChat(options: object): unknown;`,
  'packages/chat-core/README.md': `
    import { randomUUID } from 'node:crypto';
    import { appendMessage, type ChatContext, createConnectionPoster, createPostingClient, createWebDeliverer } from '@switchboard/chat-core';
    import { deliver, messageFrame, readThreadView, userIdsOf } from '@switchboard/chat-core';
    declare const client: ChatContext['client'];
    declare const tables: ChatContext['tables'];
    declare const webSocketEndpoint: string;`,
  'docs/how-to/log-in-your-own-users.md': `
    import { ChatClient } from '@switchboard/chat-client';
    declare const user: { id: string };`,
  'docs/how-to/build-with-the-constructs.md': `
    import type { App, TerraformStack } from 'cdktf';
    import { createBackend, createScope, defineEnvironment } from '@switchboard/infra/constructs';
    import { type FunctionPackage, httpRoute, onTable, publish } from '@switchboard/declarations';
    declare const app: App;
    declare const stack: TerraformStack;
    declare const ordersTable: Parameters<typeof onTable>[0];
    declare const ordersTopic: Parameters<typeof publish>[0];
    declare const region: string;
    declare const accountId: string;`,
  'tooling/telegram-simulator/README.md': `import { Bot } from 'grammy';`,
};

/** All examples of a page, as the one program that a reader who follows it writes. Inside a class, `this` is a stack. */
const programOf = (page: string): string =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)]
    .map(([, code = '']) => code.replaceAll(/\bthis\b/g, 'stack'))
    .join('\n');

/** Type-checks the examples of pages. @throws with what TypeScript says */
export async function typeCheckExamples(clone: string): Promise<void> {
  const folder = join(clone, 'examples');
  mkdirSync(folder);
  for (const [page, declared] of Object.entries(declarations)) {
    writeFileSync(join(folder, `${page.replaceAll(/\W+/g, '-')}.ts`), `${declared}\n${programOf(page)}`);
  }
  const compilerOptions = { noUnusedLocals: false, lib: ['es2024', 'dom'] };
  const tsconfig = { extends: '../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await type('node_modules/.bin/tsc --project examples', clone);
}
