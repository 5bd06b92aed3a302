import {
  type AttachmentRecord,
  type BroughtFile,
  bringAttachment,
} from '../src/attachments/attachment-records.ts';
import type { ChatContext } from '../src/context/chat-context.ts';

/** A file that lies in the bucket, as far as its record says. */
export async function bringFile(
  context: ChatContext,
  file: Omit<BroughtFile, 'content' | 'lookedAt'>,
): Promise<AttachmentRecord> {
  const brought = { ...file, content: new Uint8Array(file.sizeBytes), lookedAt: context.now() };
  const record = await bringAttachment(context, { write: async () => true }, brought);
  if (record === undefined) throw new Error('The owner of the file was erased');
  return record;
}
