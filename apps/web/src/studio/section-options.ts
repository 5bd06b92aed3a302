import type { StudioClient } from './studio-client.ts';
import type { Route } from './use-route.ts';

/** What every section of the studio is given. */
export interface SectionOptions {
  readonly client: StudioClient;
  readonly query: Route['query'];
}
