interface StoredItem {
  readonly key: object;
  readonly version: string;
  readonly fields: readonly { readonly name: string }[];
}

const table = 'switchboard.local.threads';

/**
 * Makes a thread look as if the bot had been asked in vain for an hour, by the studio's API: the sweeper parks it at its next run.
 *
 * @param web the root of the platform's pages
 */
export async function useUpTries(web: string, threadId: string): Promise<void> {
  const items = `${web}/_switchboard/studio/items`;
  const anHourAgo = Date.now() - 3_600_000;
  const wanted = { attempts: '6', retryAt: '1', awaitingReplySince: String(anHourAgo) };
  // The tries are counted once the sweeper has asked for the first time.
  for (let isCounted = false; !isCounted; ) {
    const page = await (await fetch(`${items}?table=${table}&partition=${threadId}`)).json();
    const [item] = (page as { readonly items: readonly StoredItem[] }).items;
    if (!item) throw new Error(`There is no thread ${threadId}.`);
    const { key, version, fields } = item;
    const changes = Object.entries(wanted).filter(([name]) => fields.some((field) => field.name === name));
    const { status } = await fetch(items, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ table, key, version, fields: Object.fromEntries(changes) }),
    });
    // 409: something has just happened to the thread.
    if (status !== 200 && status !== 409)
      throw new Error(`The thread ${threadId} could not be changed: ${status}.`);
    isCounted = status === 200 && changes.some(([name]) => name === 'attempts');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
