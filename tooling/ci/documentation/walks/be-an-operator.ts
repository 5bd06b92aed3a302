import { expectWords, start, type } from '../reader.ts';
import type { Walk } from '../walk.ts';

/** The page for operators: the command that prints an address which signs in. */
export function beAnOperator(clone: string, _model: unknown, cleanUp: (undo: () => unknown) => void): Walk {
  return {
    page: 'docs/how-to/be-an-operator.md',
    steps: [
      {
        says: 'npm start',
        run: async () => {
          const platform = await start('npm start', clone, {});
          cleanUp(platform.stop);
          const { web } = platform.addresses;
          const printed = await type('npm run operator -- local olga "Olga K."', clone, { WEB_URL: web });
          expectWords(printed, '/console/#user=olga&token=');
          await platform.stop();
        },
      },
    ],
  };
}
