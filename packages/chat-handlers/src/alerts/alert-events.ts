import { type Alert, parseAlert } from '@switchboard/chat-core';
import * as v from 'valibot';

/** The part of Lambda's SNS event that is read. */
const eventSchema = v.object({
  Records: v.pipe(v.array(v.object({ Sns: v.object({ Message: v.string() }) })), v.minLength(1)),
});

/** Whether an event of Lambda comes from a topic. */
export const isTopicEvent = (event: unknown): boolean => v.is(eventSchema, event);

/** @returns the alerts of an event. @throws {v.ValiError} for an event that has none: it ends in the dead-letter queue */
export const alertsOf = (event: unknown): readonly Alert[] =>
  v.parse(eventSchema, event).Records.map(({ Sns }) => parseAlert(Sns.Message));
