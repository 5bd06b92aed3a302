import { join } from 'node:path';
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
  /** The name of a function that is debugged, or its end: it runs a bundle that is not made small. @default none */
  readonly inspected?: string | undefined;
}

/** Replaces the running bot whenever one of its sources is saved. Connections, data and other functions stay as they are. */
export async function startReloading(options: ReloadingOptions): Promise<Part> {
  const { root, outFolder, deployment, functions, notice, log, inspected } = options;
  const isInspected = ({ name }: LambdaFunction): boolean =>
    inspected !== undefined && (name === inspected || name.endsWith(`-${inspected}`));
  const parts = await Promise.all(
    deployment.functions
      .filter((candidate) => hasBot(candidate) || isInspected(candidate))
      .map((lambdaFunction) => {
        const { BOT: bot } = lambdaFunction.environment;
        const what = bot === undefined ? `function ${lambdaFunction.name}` : `bot ${bot}`;
        return watchFunction({
          root,
          outFolder: join(outFolder, lambdaFunction.name),
          lambdaFunction,
          runsFirstBuild: isInspected(lambdaFunction),
          onBuilt: (folder) => {
            functions.reload(lambdaFunction.arn, folder);
            log.note(`The ${what} was reloaded.`);
            notice.tell(`The ${what} was reloaded.`);
          },
          onFailed: (message) => {
            const text = `The ${what} cannot be built. The version before it keeps running.\n${message}`;
            log.problem(bot ?? lambdaFunction.name, text);
            notice.tell(text);
          },
        });
      }),
  );
  return { stop: () => Promise.all(parts.map((part) => part?.stop())) };
}

const hasBot = ({ environment }: LambdaFunction): boolean => environment.BOT !== undefined;
