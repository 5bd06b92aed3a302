import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../packages/published.ts';
import type { ModelServer } from '../model-server.ts';
import { expectWords, openChat, type Running, start, type } from '../reader.ts';
import type { Walk } from '../walk.ts';

/** The configurations of bots that are changed while a bot runs. */
export function botsPage(clone: string, model: ModelServer, cleanUp: (undo: () => unknown) => void): Walk {
  const text = readFileSync(join(root, 'docs/bots.md'), 'utf8');
  const [rules = '', llm = ''] = [...text.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  let platform: Running;
  const run = (command: string): Promise<string> =>
    type(command, clone, { AWS_ENDPOINT_URL: platform.addresses.aws });
  const ask = async (words: string): Promise<string> => {
    const chat = await openChat(platform.addresses, 'bea');
    try {
      return await chat.say(words);
    } finally {
      chat.close();
    }
  };
  return {
    page: 'docs/bots.md',
    steps: [
      {
        says: 'prints the valid names and exits',
        run: async () => {
          const printed = await type('BOT=nosuch npm start || true', clone);
          const [sentence, ...rest] = printed
            .trim()
            .split('\n')
            .filter((line) => !/^>|^$/.test(line));
          // Other pages may have made bots before.
          for (const words of ['BOT should be one of ', ' rules, ', ', but is "nosuch".'])
            expectWords(sentence ?? '', words);
          if (rest.length > 0) throw new Error(`That is more than a sentence:\n${printed}`);
        },
      },
      {
        says: 'Rules can be changed while the bot runs',
        run: async () => {
          platform = await start('npm start', clone, {});
          cleanUp(platform.stop);
          writeFileSync(join(clone, 'my-rules.json'), rules);
        },
      },
      {
        says: 'npm run rules -- put my-rules.json',
        run: async (command) => {
          expectWords(await run(command), 'is in use');
          expectWords(await ask('Hello, my name is Ada'), 'Nice to meet you, Ada!');
        },
      },
      {
        says: 'npm run rules -- show',
        run: async (command) => expectWords(await run(command), 'Nice to meet you'),
      },
      {
        says: 'npm run rules -- reset',
        run: async (command) => {
          expectWords(await run(command), 'is in use');
        },
      },
      {
        says: 'npm run rules -- put my-rules.json --table switchboard.prod.botconfig',
        run: async () => {
          const command = 'npm run rules -- put my-rules.json --table switchboard.local.botconfig';
          expectWords(await run(command), 'is in use');
          await platform.stop();
        },
      },
      {
        says: 'BOT=llm LLM_BASE_URL=http://127.0.0.1:11434/v1 LLM_MODEL=llama3.2 npm start',
        run: async (command) => {
          platform = await start(command.replace('http://127.0.0.1:11434/v1', model.baseUrl), clone, {});
          cleanUp(platform.stop);
          expectWords(await ask('Hello'), 'I am a model');
          writeFileSync(join(clone, 'my-llm.json'), llm);
        },
      },
      {
        says: 'npm run llm -- put my-llm.json',
        run: async (command) => expectWords(await run(command), 'is in use'),
      },
      {
        says: 'npm run llm -- show',
        run: async (command) => {
          expectWords(await run(command), 'tea shop');
        },
      },
      {
        says: 'npm run wingbot -- reset',
        run: async () => {
          expectWords(await run('npm run wingbot -- reset'), 'is in use');
          await platform.stop();
        },
      },
    ],
  };
}
