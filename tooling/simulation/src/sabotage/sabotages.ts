import { delivery } from './kinds/delivery.ts';
import { desk } from './kinds/desk.ts';
import { erasure } from './kinds/erasure.ts';
import { expiry } from './kinds/expiry.ts';
import { files } from './kinds/files.ts';
import { messages } from './kinds/messages.ts';
import { ownership } from './kinds/ownership.ts';
import { questions } from './kinds/questions.ts';
import { waiting } from './kinds/waiting.ts';
import type { Sabotage } from './sabotage.ts';

/** Everything that the simulation must notice. */
export const sabotages: readonly Sabotage[] = [
  ...messages,
  ...waiting,
  ...ownership,
  ...questions,
  ...delivery,
  ...erasure,
  ...files,
  ...desk,
  ...expiry,
];
