import type { ConnectionStatus } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface ConnectionBannerProps {
  readonly status: ConnectionStatus;
  readonly onRetry: () => void;
}

/** A connection that is back sooner than this was not worth a word, in milliseconds. */
const patienceMs = 900;

/** Says that the connection is away. What is written meanwhile is sent when it is back. */
export function ConnectionBanner({ status, onRetry }: ConnectionBannerProps): JSX.Element {
  const away = status.state === 'waiting' || status.state === 'connecting';
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    setPatient(true);
    if (!away) return;
    const timer = setTimeout(() => setPatient(false), patienceMs);
    return () => clearTimeout(timer);
  }, [away]);
  return (
    <div role="status">
      {status.state === 'refused' && (
        <div class="banner" data-kind="refused">
          You are not connected any more.
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        </div>
      )}
      {away && !patient && (
        <div class="banner" data-kind="away">
          {status.state === 'waiting' ? 'Connection lost. Reconnecting…' : 'Connecting…'}
          {status.state === 'waiting' && (
            <button type="button" onClick={onRetry}>
              Now
            </button>
          )}
        </div>
      )}
    </div>
  );
}
