/**
 * How the customers of a thread are reached. One line here registers a channel.
 *
 * `pushed`: messages are sent to a service that takes them one by one. A commit marks the thread as undelivered and the
 * channel's own function, told by the topic `outbound`, sends what the thread owes. Otherwise the customers' devices
 * are connected, get each frame at once, and ask for what they missed.
 */
const channels = {
  web: { pushed: false },
  telegram: { pushed: true },
} as const satisfies Record<string, { readonly pushed: boolean }>;

export type Channel = keyof typeof channels;

/** Whether the channel's own function delivers a thread's messages; see {@link Channel}. */
export const isPushed = (channel: Channel): boolean => channels[channel].pushed;

/** The channels whose own functions deliver. */
export const pushedChannels: readonly Channel[] = (Object.keys(channels) as Channel[]).filter(isPushed);
