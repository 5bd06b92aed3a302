import type { TopicDefinition } from '@switchboard/declarations';

/** What people should be alerted of: a thread that waits for a person, a question of a bot to operators, a message that no device of its customer got. */
export const alertsTopic: TopicDefinition = { name: 'alerts' };
