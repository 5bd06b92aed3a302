import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { streamText } from 'ai';

/** Asks Bedrock, whose answer `answer` gives, and returns what the model says. */
export async function handler(answer: Uint8Array): Promise<string> {
  const bedrock = createAmazonBedrock({
    region: 'eu-central-1',
    accessKeyId: 'id',
    secretAccessKey: 'key',
    fetch: async () =>
      new Response(answer as Uint8Array<ArrayBuffer>, {
        headers: { 'content-type': 'application/vnd.amazon.eventstream' },
      }),
  });
  const { textStream } = streamText({ model: bedrock('anthropic.model'), prompt: 'hi', maxRetries: 0 });
  let said = '';
  for await (const piece of textStream) said += piece;
  return said;
}
