import { core, handlers, inFolder, type Sabotage } from '../sabotage.ts';

/** Sabotages of files. */
export const files: readonly Sabotage[] = [
  {
    name: 'a file that was erased can be uploaded again as long as its link holds',
    says: 'is still in the bucket',
    edits: core('attachments/object-store.ts', [
      "const response = await send('PUT', attachmentId);",
      "const response = await send('DELETE' as 'PUT', attachmentId);",
    ]),
    setting: { stories: ['files'] },
  },
  {
    name: 'a file is sent with more than one message',
    says: 'was sent with two messages',
    edits: core('attachments/attachment-records.ts', [
      "expiresAt >= :kept AND attribute_not_exists(sentUntil)'",
      "expiresAt >= :kept'",
    ]),
    setting: { stories: ['files'] },
  },
  {
    name: 'a stranger gets the files of a thread that nobody has begun',
    says: 'of another user',
    edits: handlers('actions/attachments.ts', [
      'isUploaded && (access.head !== null || owner === identity.userId)',
      "isUploaded && owner !== '' && identity.userId !== ''",
    ]),
    setting: { stories: ['files'] },
  },
  {
    name: 'a link is given to a file that was deleted with its message',
    says: 'which was deleted',
    edits: core('attachments/attachment-records.ts', ["':false': false", "':false': true"]),
    setting: { stories: ['files'] },
  },
  {
    name: 'an erasure does not find the files of a thread that was never begun',
    says: 'was erased and is still',
    edits: core('attachments/attachment-records.ts', [
      "role === 'customer' && (head?.listedUntil ?? 0) >= expiresAt",
      "role === 'customer' && (head === null || (head.listedUntil ?? 0) >= expiresAt)",
    ]),
    setting: { stories: ['files'] },
  },
  {
    name: 'an erasure leaves the files that operators have uploaded',
    says: 'is still in the bucket',
    edits: core('attachments/erase-attachments.ts', [
      'if (!isGone && record.owner !== userId) continue;',
      'if (!isGone || record.owner !== userId) if (record.owner !== userId) continue;',
    ]),
    setting: { stories: ['staff'] },
  },
  {
    name: 'a file is kept as long as messages from its upload on',
    says: 'is lost',
    edits: core('attachments/attachments.bucket.ts', [
      'days: { beyondRetention: sendableDays }',
      'days: { beyondRetention: sendableDays * 0 }',
    ]),
    setting: { rates: { ages: 1, secondLife: 0 }, stories: ['files'] },
  },
  {
    name: 'a file is sent however long ago it was uploaded',
    says: 'is lost',
    edits: [
      ...core('attachments/attachment-expiry.ts', [
        'expiresAt >= leastRecordExpiry(expiryOf(now, retentionDays))',
        'expiresAt >= leastRecordExpiry(expiryOf(0, retentionDays))',
      ]),
      ...core('attachments/attachment-records.ts', [
        'AND expiresAt >= :kept AND',
        'AND expiresAt <> :kept AND',
      ]),
    ],
    setting: { rates: { secondLife: 1 }, stories: ['files'] },
  },
  {
    name: 'an operator’s file is noted for a thread that was erased meanwhile',
    says: 'was erased and is still',
    edits: core('attachments/attachment-records.ts', [
      "...(role === 'operator' && head !== null ? [livesOn(tables, threadId, head)] : []),",
      "...(role === 'operator' && head === null ? [livesOn(tables, threadId, { createdAt: 0 })] : []),",
    ]),
    setting: { stories: ['erasedWhileUploading'] },
  },
  {
    name: 'a file from Telegram stays in the bucket when its customer is erased',
    says: 'is still in the bucket',
    edits: core('attachments/erase-attachments.ts', [
      'await objects.remove(record.attachmentId);',
      "if (!record.owner.startsWith('telegram-')) await objects.remove(record.attachmentId);",
    ]),
    setting: { stories: ['pushed'] },
  },
  {
    name: 'every try of an update brings its file under another id',
    says: 'was not taken',
    edits: inFolder('packages/telegram-email-bot/src')('chat/telegram-chat.ts', [
      'JSON.stringify([profile.chatId, updateId, fileId])',
      'JSON.stringify([profile.chatId, place.lookedAt, fileId])',
    ]),
    setting: { stories: ['pushed'] },
  },
];
