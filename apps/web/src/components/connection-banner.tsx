import type { ConnectionStatus } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../i18n/language.ts';

interface ConnectionBannerProps {
  readonly status: ConnectionStatus;
  readonly onRetry: () => void;
}

/** A connection that is back sooner than this was not worth a word, in milliseconds. */
const patienceMs = 900;

/** Says that the connection is away. What is written meanwhile is sent when it is back. */
export function ConnectionBanner({ status, onRetry }: ConnectionBannerProps): JSX.Element {
  const words = useWords();
  const away = status.state === 'waiting' || status.state === 'connecting';
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    setPatient(true);
    if (!away) return;
    const timer = setTimeout(() => setPatient(false), patienceMs);
    return () => clearTimeout(timer);
  }, [away]);
  const replaced = status.state === 'refused' && status.code === 'session.replaced';
  return (
    <div role="status">
      {status.state === 'refused' && (
        <div class="banner" data-kind="refused">
          <span>{replaced ? words.sessionReplaced : words.sessionEnded}</span>
          <button type="button" onClick={onRetry}>
            {replaced ? words.useHere : words.tryAgain}
          </button>
        </div>
      )}
      {away && !patient && (
        <div class="banner" data-kind="away">
          <span>{status.state === 'waiting' ? words.connectionLost : words.connecting}</span>
          {status.state === 'waiting' && (
            <button type="button" onClick={onRetry}>
              {words.tryNow}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
