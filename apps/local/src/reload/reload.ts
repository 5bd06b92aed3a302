import type { Deployment } from '../deployment/deployment.ts';
import type { LambdaFunction } from '../deployment/functions.ts';
import type { Functions } from '../functions/functions.ts';
import type { Log } from '../log/log.ts';
import type { Part } from '../started.ts';
import type { PageNotice } from './page-notice.ts';
import { watchFunction } from './watch-bundle.ts';

export interface ReloadingOptions {
  /** The repository. */
  readonly root: string;
  /** Where bundles lie that were built again. */
  readonly outFolder: string;
  readonly deployment: Pick<Deployment, 'functions'>;
  readonly functions: Pick<Functions, 'reload'>;
  readonly notice: Pick<PageNotice, 'tell'>;
  readonly log: Log;
}

/** Replaces the running bot whenever one of its sources is saved. Connections, data and other functions stay as they are. */
export async function startReloading(options: ReloadingOptions): Promise<Part> {
  const { root, outFolder, deployment, functions, notice, log } = options;
  const parts = await Promise.all(
    deployment.functions.filter(hasBot).map((lambdaFunction) => {
      const { BOT: bot } = lambdaFunction.environment;
      return watchFunction({
        root,
        outFolder,
        lambdaFunction,
        onBuilt: (folder) => {
          functions.reload(lambdaFunction.arn, folder);
          log.note(`The bot ${bot} was reloaded.`);
          notice.tell(`The bot ${bot} was reloaded.`);
        },
        onFailed: (message) => {
          const text = `The bot ${bot} cannot be built; it runs as it was.\n${message}`;
          log.problem(bot ?? '', text);
          notice.tell(text);
        },
      });
    }),
  );
  return { stop: () => Promise.all(parts.map((part) => part?.stop())) };
}

const hasBot = ({ environment }: LambdaFunction): boolean => environment.BOT !== undefined;
