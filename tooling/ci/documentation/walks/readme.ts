import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectWords, openChat, start, type } from '../reader.ts';
import type { Walk } from '../walk.ts';

/** The first page that anybody reads. */
export function readme(clone: string, _model: unknown, cleanUp: (undo: () => unknown) => void): Walk {
  return {
    page: 'README.md',
    steps: [
      {
        says: 'npm start     # the whole platform',
        run: async () => {
          const platform = await start('npm start', clone, {});
          cleanUp(platform.stop);
          const chat = await openChat(platform.addresses, 'ada');
          expectWords(await chat.say('Hello'), 'Hello');
          chat.close();
          for (const path of ['', '/console/', '/studio/', '/telegram/']) {
            const { status } = await fetch(`${platform.addresses.web}${path}`);
            if (status !== 200) throw new Error(`The page ${path} is answered with ${status}.`);
          }
          await platform.stop();
        },
      },
      {
        says: '`npm run bot:new mine`',
        run: async () => void (await type('npm run bot:new mine', clone)),
      },
      {
        says: '`BOT=mine npm start`',
        run: async () => {
          const platform = await start('BOT=mine npm start', clone, {});
          cleanUp(platform.stop);
          const chat = await openChat(platform.addresses, 'ada');
          expectWords(await chat.say('Hi'), 'You said: Hi');
          chat.close();
          await platform.stop();
        },
      },
      {
        says: '`npm run pack:all`',
        run: async () => expectWords(await type('npm run pack:all', clone), 'switchboard-data-core'),
      },
      {
        says: 'npm install <clone>/dist/packages/switchboard-data-core-0.1.0.tgz',
        run: async (command) => {
          const project = join(clone, '../project');
          mkdirSync(project);
          writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }');
          await type(command.replace('<clone>', clone), project);
          const program = "import('@switchboard/data-core').then((m) => console.log(typeof m.DynamoLock))";
          expectWords(await type(`node -e "${program}"`, project), 'function');
        },
      },
      {
        says: '(`npm run cost`)',
        run: async () =>
          expectWords(await type('npm run cost -- local', clone), 'a million messages, answered'),
      },
    ],
  };
}
