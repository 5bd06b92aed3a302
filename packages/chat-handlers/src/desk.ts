import type { Announcer, ChatContext, Log, ThreadIdPolicy } from '@switchboard/chat-core';
import { createFrameParser, profileFrameSchemas } from '@switchboard/protocol';
import { deskFrameSchemas } from '@switchboard/protocol/operator';
import { type CannedStorage, changeCanned, getCanned } from './actions/canned-replies.ts';
import { changeDuty, getInbox, getNotes, getQueue, writeNote } from './actions/desk-lists.ts';
import { getCustomer, listOperators, setOwnProfile, tagThread, viewThread } from './actions/desk-tools.ts';
import type { ConnectionCloser } from './connection/connection-closer.ts';
import { createFrameHandler } from './frames/frame-handler.ts';

export interface DeskDependencies {
  readonly context: ChatContext;
  readonly announcer: Pick<Announcer, 'deliverer'>;
  /** Where replies are kept. Its requests end with those of the context. */
  readonly cannedIn: (context: ChatContext) => CannedStorage;
  readonly closer: ConnectionCloser;
  readonly threadIds: ThreadIdPolicy;
  readonly log: Log;
}

const parse = createFrameParser({ ...deskFrameSchemas, ...profileFrameSchemas });

/** The function behind what operators work with beside the threads themselves, and behind users' profiles. */
export function createDesk(dependencies: DeskDependencies) {
  const { context, cannedIn, closer, log } = dependencies;
  return createFrameHandler({
    actions: {
      'queue.get': getQueue,
      'inbox.get': getInbox,
      'note.add': (request) => writeNote(dependencies, request),
      'notes.get': (request) => getNotes(dependencies, request),
      'duty.set': changeDuty,
      'operators.get': listOperators,
      'customer.get': (request) => getCustomer(dependencies, request),
      'thread.view': (request) => viewThread(dependencies, request),
      'tags.set': (request) => tagThread(dependencies, request),
      'canned.get': (request) => getCanned(cannedIn(request.context), request),
      'canned.put': (request) => changeCanned(cannedIn(request.context), request),
      'canned.delete': (request) => changeCanned(cannedIn(request.context), request),
      'profile.set': (request) => setOwnProfile(dependencies, request),
    },
    parse,
    context,
    closer,
    log,
  });
}
