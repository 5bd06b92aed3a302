import { content } from './content.ts';
import type { CorpusMail } from './corpus-mail.ts';
import { encodings } from './encodings.ts';
import { structure } from './structure.ts';

/** Every difficult mail. */
export const corpus: readonly CorpusMail[] = [...structure, ...encodings, ...content];
