import type { TopicDefinition } from '@switchboard/declarations';

/** What users write, for those who answer: the bot responder, and any other subscriber. */
export const responderTopic: TopicDefinition = { name: 'responder' };
