import { askApproval, type Bot, handOver, keep, quickReplies, text } from '../../src/bot/bot.ts';

/** Sells tea. */
export const bot: Bot = {
  async *reply({ messages, state, approval }) {
    const said = messages
      .map((message) => message.text)
      .join(' ')
      .toLowerCase();
    if (approval !== undefined) {
      const isOrdered = approval.outcome === 'approved';
      yield text(isOrdered ? `Your ${approval.data.tea} tea is on its way.` : 'All right, no tea.');
      if (isOrdered) yield keep({ last: approval.data.tea });
      return;
    }
    const tea = ['green', 'black'].find((kind) => said.includes(kind));
    if (tea !== undefined) {
      yield askApproval({
        id: `tea:${messages[0]?.messageId}`,
        question: `Order ${tea} tea?`,
        data: { tea },
      });
    } else if (said.includes('human')) {
      yield handOver({ summary: 'Wants to talk about tea.' });
    } else {
      yield text(state.last === undefined ? 'Which tea?' : `The ${state.last} one again?`);
      yield quickReplies('Green', 'Black');
    }
  },
};
