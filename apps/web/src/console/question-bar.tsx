import type { ChatThread } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useStore } from '../components/use-store.ts';
import { operatorQuestionIn } from '../conversation/operator-questions.ts';
import { firstLine } from '../text/first-line.ts';

interface QuestionBarProps {
  readonly thread: ChatThread;
  readonly now: () => number;
  /** Somebody else has answered, or the question has expired. */
  readonly onLate: () => void;
}

/** A question of the bot to operators. Answering it does not take the conversation over. */
export function QuestionBar({ thread, now, onLate }: QuestionBarProps): JSX.Element | null {
  const { messages, outgoing } = useStore(thread);
  const late = outgoing.find(({ error }) => error?.code === 'approval.notFound');
  useEffect(() => {
    if (late === undefined) return;
    // It has become pointless: there is nothing to send again or to change.
    thread.discard(late.clientMessageId);
    thread.refresh();
    onLate();
  }, [thread, late, onLate]);
  const asked = operatorQuestionIn(messages, now());
  const isAnswering = outgoing.some(({ metadata }) => metadata?.approval !== undefined);
  if (asked === undefined || isAnswering) return null;
  const { id, question, approve, deny } = asked;
  const answer = (approved: boolean): void => {
    thread.send(approved ? approve : deny, { metadata: { approval: { id, approved } } });
  };
  return (
    <section class="question-bar" aria-label="The bot asks">
      <p>
        The bot asks: <bdi>{firstLine(question)}</bdi>
      </p>
      <div class="question-answers">
        <button type="button" class="button" onClick={() => answer(true)}>
          {approve}
        </button>
        <button type="button" class="button quiet" onClick={() => answer(false)}>
          {deny}
        </button>
      </div>
    </section>
  );
}
