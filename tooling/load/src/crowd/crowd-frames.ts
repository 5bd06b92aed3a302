/** Which clients a process of the crowd opens: as many for each thread. */
export interface Membership {
  readonly ws: string;
  readonly threads: readonly { readonly threadId: string; readonly token: string }[];
  readonly clientsOfEach: number;
}

/** What a process of the crowd is told. */
export type CrowdOrder =
  | { readonly type: 'open'; readonly membership: Membership }
  /** Every connection is lost at this moment, as if the gateway had failed. */
  | { readonly type: 'cut' }
  /** Wait until every client shows its thread up to this `seq`, and tell what was seen. */
  | {
      readonly type: 'compare';
      readonly lastSeqs: Readonly<Record<string, number>>;
      readonly withinMs: number;
    };

/** What it answers. */
export type CrowdAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'opened' }
  | { readonly type: 'compared'; readonly seen: CrowdSeen };

export interface CrowdSeen {
  readonly clients: number;
  /** How long each client that came back was without a connection, in milliseconds. */
  readonly awayMs: readonly number[];
  /** Clients that do not show every message once and in order, with what they show. */
  readonly wrong: readonly string[];
  /** Messages that a client was told of twice. */
  readonly repeated: readonly string[];
}
