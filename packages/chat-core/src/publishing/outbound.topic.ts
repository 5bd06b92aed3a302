import type { TopicDefinition } from '@switchboard/declarations';

/** Threads that owe their channel messages, for the functions of channels that are pushed to. */
export const outboundTopic: TopicDefinition = { name: 'outbound' };
