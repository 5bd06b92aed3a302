import type { ChatSnapshot } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Activity, activityOf } from '../conversation/activity.ts';
import { useWords } from '../i18n/language.ts';
import { ClockIcon, PersonIcon } from './icons.tsx';
import { usePeople } from './people.ts';
import { TypingIndicator } from './typing-indicator.tsx';

interface ActivityLineProps {
  readonly snapshot: ChatSnapshot;
  readonly now: () => number;
  /** Asks to be told of an answer; absent where the reader has been asked. */
  readonly onTellMe?: (() => void) | undefined;
}

/** A bot that answers sooner was not worth a sign of its work, in milliseconds. */
const patienceMs = 400;
/** How often to look whether a question is still being worked on, in milliseconds. */
const lookEveryMs = 5_000;

/** Shows what is happening at the end of the conversation. */
export function ActivityLine({ snapshot, now, onTellMe }: ActivityLineProps): JSX.Element | null {
  const words = useWords();
  const { nameOf } = usePeople();
  const activity = activityOf(snapshot, now());
  const shown = usePatience(activity);
  useTicking(activity.kind === 'working');
  switch (shown.kind) {
    case 'none':
      return null;
    case 'typing': {
      const name = shown.userId === undefined ? words.assistant : (nameOf(shown.userId) ?? words.colleague);
      return <TypingIndicator label={words.typing(name)} />;
    }
    case 'tool':
      return <TypingIndicator label={shown.title} remark={`${shown.title} …`} />;
    case 'working':
      return (
        <TypingIndicator
          label={words.typing(words.assistant)}
          remark={shown.slow ? words.takesLonger : undefined}
        />
      );
    case 'person':
      return (
        <div class="status" data-kind={shown.because}>
          {shown.because === 'failed' ? <ClockIcon /> : <PersonIcon />}
          <span>{shown.because === 'failed' ? words.personWillLook : words.personWillAnswer}</span>
          {onTellMe && (
            <button type="button" class="button quiet" onClick={onTellMe}>
              {words.tellMe}
            </button>
          )}
        </div>
      );
    case 'ended':
      return (
        <p class="status">
          <span>
            {words.ended}. {words.endedHint}
          </span>
        </p>
      );
  }
}

/** Work that has only just begun is not shown yet. */
function usePatience(activity: Activity): Activity {
  const begins = activity.kind === 'working' && !activity.slow;
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    setPatient(true);
    if (!begins) return;
    const timer = setTimeout(() => setPatient(false), patienceMs);
    return () => clearTimeout(timer);
  }, [begins]);
  return begins && patient ? { kind: 'none' } : activity;
}

/** Draws again from time to time. */
function useTicking(active: boolean): void {
  const [, setTicks] = useState(0);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), lookEveryMs);
    return () => clearInterval(timer);
  }, [active]);
}
