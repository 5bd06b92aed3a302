import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages/published.ts';
import { docstringProgram } from './docstrings.ts';
import { type } from './reader.ts';

/** In front of the fields of an environment: the example is the inside of a call. */
const environmentWith = `
    import { defineEnvironment } from '@switchboard/infra/constructs';
    export default defineEnvironment({ name: 'example', region: 'eu-central-1', `;

/**
 * The examples that are compiled and not run, because they need a server, a browser or an AWS account, by page. What a page takes for granted (its imports, the reader's own
 * functions) is declared in front of its examples. `exampleRunners` names who runs the other pages.
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
  'docs/how-to/embed-the-widget.md': `
    import type { Widget } from '../apps/web/src/widget/widget.ts';
    declare const Switchboard: Widget;
    declare function showCount(count: number): void;
    interface Page { querySelector(what: string): { onclick: () => void } }
    declare const document: Page;`,
  'docs/how-to/your-mail-in-telegram.md': environmentWith,
  'docs/reference/environments.md': environmentWith,
  'tooling/telegram-simulator/README.md': `import { Bot } from 'grammy';`,
};

export const typeCheckedPages: readonly string[] = Object.keys(declarations);

/** All examples of a page, as the one program that a reader who follows it writes. Inside a class, `this` is a stack. */
function programOf(page: string): string {
  const code = [...readFileSync(join(root, page), 'utf8').matchAll(/^```[jt]s\n([\s\S]*?)^```/gm)]
    .map(([, block = '']) => block.replaceAll(/\bthis\b/g, 'stack'))
    .join('\n');
  const declared = declarations[page] ?? '';
  return `${declared}\n${code}${declared === environmentWith ? '});' : ''}`;
}

/** Type-checks the examples of pages. @throws with what TypeScript says */
export async function typeCheckExamples(clone: string): Promise<void> {
  const folder = join(clone, 'examples');
  mkdirSync(folder);
  for (const page of typeCheckedPages)
    writeFileSync(join(folder, `${page.replaceAll(/\W+/g, '-')}.ts`), programOf(page));
  writeFileSync(join(folder, 'docstrings.ts'), docstringProgram());
  const compilerOptions = { noUnusedLocals: false, lib: ['es2024', 'dom'] };
  const tsconfig = { extends: '../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await type('node_modules/.bin/tsc --project examples', clone);
  // The repository's own checks are among the commands that are run next.
  rmSync(folder, { recursive: true });
}
