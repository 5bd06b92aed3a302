import type { TopicDefinition } from '../declarations/index.ts';

/** What users write, for whoever answers: our bot responder, and any other subscriber. */
export const responderTopic: TopicDefinition = { name: 'responder' };
