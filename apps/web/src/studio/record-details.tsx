import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Facts, messageOf, Text, Waiting } from './parts.tsx';
import type { RecordDetail, StudioClient } from './studio-client.ts';

/** Everything that is known of a row. */
export function RecordDetails({
  client,
  id,
}: {
  readonly client: StudioClient;
  readonly id: number;
}): JSX.Element {
  const [detail, setDetail] = useState<RecordDetail>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    client
      .get<RecordDetail>('record', { id: String(id) })
      .then(setDetail, (error: unknown) => setProblem(messageOf(error)));
  }, [client, id]);
  if (!detail) return <Waiting problem={problem} />;
  return (
    <div class="studio-details">
      <Facts facts={detail.facts} />
      {detail.contents.map(({ name, text }) => (
        <div key={name}>
          <h3>{name}</h3>
          <Text text={text} label={name} />
        </div>
      ))}
    </div>
  );
}
