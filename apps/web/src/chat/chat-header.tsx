import type { ChatSnapshot } from '@switchboard/chat-client';
import type { Brand } from '@switchboard/declarations/brand';
import type { ComponentChildren, JSX } from 'preact';
import { Avatar } from '../components/avatar.tsx';
import { LogoMark } from '../components/icons.tsx';
import { type People, usePeople } from '../components/people.ts';
import { useWords } from '../i18n/language.ts';
import type { Words } from '../i18n/words.ts';

interface ChatHeaderProps {
  readonly brand: Brand;
  readonly snapshot: Pick<ChatSnapshot, 'connection' | 'owner' | 'operatorId' | 'waiting'>;
  /** Buttons before the picture, and at the end. */
  readonly before: ComponentChildren;
  readonly after: ComponentChildren;
}

/** Who answers here, and whether they can be reached. */
export function ChatHeader({ brand, snapshot, before, after }: ChatHeaderProps): JSX.Element {
  const words = useWords();
  const people = usePeople();
  const operator = operatorName(snapshot, words, people);
  return (
    <header class="header">
      {before}
      {operator === undefined ? (
        <BrandPicture brand={brand} />
      ) : (
        <Avatar name={operator} picture={people.pictureOf(snapshot.operatorId ?? '')} />
      )}
      <div class="header-names">
        <h1>{brand.name ?? 'Switchboard'}</h1>
        <p class="presence" data-state={snapshot.connection.state}>
          <span>{presence(snapshot, operator, words)}</span>
        </p>
      </div>
      {after}
    </header>
  );
}

const BrandPicture = ({ brand }: { readonly brand: Brand }): JSX.Element =>
  brand.logo === undefined ? (
    <LogoMark className="header-logo" />
  ) : (
    <img class="header-logo" src={brand.logo} alt="" />
  );

const operatorName = (
  { owner, operatorId }: Pick<ChatSnapshot, 'owner' | 'operatorId'>,
  words: Words,
  { nameOf }: People,
): string | undefined => (owner === 'operator' ? (nameOf(operatorId ?? '') ?? words.colleague) : undefined);

function presence(
  { connection, owner, waiting }: ChatHeaderProps['snapshot'],
  operator: string | undefined,
  words: Words,
): string {
  if (connection.state === 'connecting') return words.connecting;
  if (connection.state === 'waiting') return words.reconnecting;
  if (connection.state !== 'open') return words.offline;
  if (operator !== undefined) return words.personIsHere(operator);
  return owner === 'queue' || waiting === 'human' ? words.waitingForPerson : words.online;
}
