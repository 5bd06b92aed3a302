import type { ModelServer } from '../model-server.ts';
import type { Walk } from '../walk.ts';
import { beAnOperator } from './be-an-operator.ts';
import { botsPage } from './bots-page.ts';
import { localPlatform } from './local-platform.ts';
import { readme } from './readme.ts';
import { tutorial } from './tutorial.ts';
import { yourMail } from './your-mail.ts';

/** A walk, in a clone, with a server that plays a model. What `cleanUp` is given happens in the end. */
type MakeWalk = (clone: string, model: ModelServer, cleanUp: (undo: () => unknown) => void) => Walk;

/** The pages that are followed command by command, in this order. */
export const everyWalk: readonly MakeWalk[] = [
  tutorial,
  readme,
  botsPage,
  localPlatform,
  beAnOperator,
  yourMail,
];
