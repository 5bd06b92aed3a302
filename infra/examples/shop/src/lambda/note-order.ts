/** Stands for work on an order: it notes in its log what it would do. */
export async function handler({
  Records,
}: {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[];
}) {
  for (const { Sns } of Records) process.stdout.write(`${Sns.Message}\n`);
}
