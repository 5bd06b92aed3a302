import { core, type Sabotage } from '../sabotage.ts';

/** Sabotages of what an erasure takes away, and keeps from being written. */
export const erasure: readonly Sabotage[] = [
  {
    name: 'what is erased leaves its markers',
    says: 'was erased and is still',
    edits: core('users/erase-user.ts', [
      "count('partitioned_keys', await erasePartition(context, 'partitionKey', markerPartition(threadId)));",
      '',
    ]),
    setting: { stories: ['erasure'] },
  },
  {
    name: 'who looks at a thread is noted under its id',
    says: 'was erased and is still',
    edits: core('operators/viewers.ts', ['digestOf(threadId)', 'threadId']),
    setting: { stories: ['erasure'] },
  },
  {
    name: 'a profile is kept of somebody who was erased meanwhile',
    says: 'was erased and is still',
    edits: core('operators/profiles.ts', [
      'const failed = await commitOrTell(context, [write, notErased]);',
      'const failed = await commitOrTell(context, [write]);',
    ]),
    setting: { stories: ['renaming'] },
  },
  {
    name: 'a thread is opened for somebody who was erased meanwhile',
    says: 'was erased and is still',
    edits: core('append/append-message.ts', [
      'await commit(context, [...writes, ...opened]);',
      'await commit(context, [...writes, ...opened.slice(0, 0)]);',
    ]),
    setting: { stories: ['erasedWhileSending'] },
  },
  {
    name: 'a note is kept of a thread that was erased meanwhile',
    says: 'was erased and is still',
    edits: core('operators/notes.ts', [
      'await commitOrTell(context, [thread, item]);',
      'await commitOrTell(context, [thread, item].slice(1));',
    ]),
    setting: { stories: ['erasedWhileNoting'] },
  },
  {
    name: 'an operator who was erased keeps name and picture',
    says: 'is still named',
    edits: core('users/erase-user.ts', [
      "count('partitioned_keys', await erasePartition(context, 'partitionKey', profilePartition(userId)));\n",
      '\n',
    ]),
    setting: { stories: ['staff'] },
  },
];
