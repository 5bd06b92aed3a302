import type { TopicDefinition } from '@switchboard/declarations';

/** What users write, for whoever answers: our bot responder, and any other subscriber. */
export const responderTopic: TopicDefinition = { name: 'responder' };
