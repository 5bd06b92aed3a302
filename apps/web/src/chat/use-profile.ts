import type { ChatSession, ProfileChange } from '@switchboard/chat-client';
import { useEffect } from 'preact/hooks';

/** Tells the service, with every connection, what the customer and the site around the page have said of the customer. */
export function useProfile(
  session: ChatSession,
  customer: Readonly<Record<string, unknown>> | undefined,
): void {
  useEffect(() => {
    if (!customer) return;
    const profile = profileOf(customer);
    const tell = (): void => {
      session.setProfile(profile).catch(reportError);
    };
    if (session.getSnapshot().connection.state === 'open') tell();
    return session.on('connection', ({ state }) => {
      if (state === 'open') tell();
    });
  }, [session, customer]);
}

/** A name and a picture are shown as such; everything else that is a plain value is an attribute. */
export function profileOf(customer: Readonly<Record<string, unknown>>): ProfileChange {
  const { name, picture, ...others } = customer;
  const attributes = Object.entries(others).filter((entry): entry is [string, string | number | boolean] =>
    ['string', 'number', 'boolean'].includes(typeof entry[1]),
  );
  return {
    ...(typeof name === 'string' && name.trim() !== '' ? { name: name.trim() } : {}),
    ...(isPicture(picture) ? { picture } : {}),
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
  };
}

/** An address, or `null` if the customer has removed it. */
const isPicture = (picture: unknown): picture is string | null =>
  picture === null || (typeof picture === 'string' && picture.startsWith('https://'));
