import type { RequestListener } from 'node:http';
import type { Addresses } from '../addresses.ts';
import type { Inspection } from '../functions/inspection.ts';
import { createPageNotice, noticeTag } from '../reload/page-notice.ts';
import { type ReloadingOptions, startReloading } from '../reload/reload.ts';
import type { Part } from '../started.ts';
import { createPages } from './pages.ts';

export interface StartPagesOptions extends Pick<ReloadingOptions, 'deployment' | 'functions' | 'log'> {
  /** The folder of the built pages. */
  readonly pagesFolder: string;
  /** The folder of the pages that are for this machine alone. @default no such pages */
  readonly toolsFolder?: string;
  /** Where the parts are that pages talk to. */
  readonly addresses: Pick<Addresses, 'ws' | 'http' | 'telegram'>;
  /** Whether a bot's file that is saved replaces the running bot, and open pages are told. @default false */
  readonly reloads?: boolean;
  /** The repository, whose sources are watched. */
  readonly sourceRoot: string;
  /** Where bundles lie that were built again. */
  readonly builtFolder: string;
  /** A function that is debugged. @default none */
  readonly inspection?: Inspection | undefined;
}

/** Pages, and what tells them of a reload. */
export interface StartedPages extends Part {
  readonly listener: RequestListener;
}

export async function startPages(options: StartPagesOptions): Promise<StartedPages> {
  const {
    pagesFolder,
    toolsFolder,
    addresses,
    reloads = false,
    sourceRoot,
    builtFolder,
    inspection,
  } = options;
  const { ws, http, telegram } = addresses;
  const served = {
    folders: [pagesFolder, ...(toolsFolder === undefined ? [] : [toolsFolder])],
    config: { ws, http, telegram },
  };
  if (!reloads) return { listener: createPages(served), stop: () => {} };
  const notice = createPageNotice();
  const pages = createPages({ ...served, addition: noticeTag });
  const reloading = await startReloading({
    ...options,
    root: sourceRoot,
    outFolder: builtFolder,
    notice,
    inspected: inspection?.functionName,
  });
  return {
    listener: (request, response) => {
      if (!notice.answer(request, response)) pages(request, response);
    },
    stop: reloading.stop,
  };
}
