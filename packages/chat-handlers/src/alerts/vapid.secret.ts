import type { SecretDefinition } from '@switchboard/declarations';

export const vapidKeys: SecretDefinition = {
  name: 'vapid-keys',
  description:
    'Keys of Web Push as JSON: {"publicKey", "privateKey", "subject"}. `npx web-push generate-vapid-keys --json` makes the first two; subject is mailto: and your address.',
};
