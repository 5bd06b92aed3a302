import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { cancelReply, changeMessage, queryMessages, waitingAt } from '@switchboard/chat-core';
import { askApproval, type Bot, text } from '../src/bot/bot.ts';
import { startConversation } from '../src/testing/conversation.ts';
import { createTestContext } from '../src/testing/test-context.ts';
import { createPlatform, type Platform } from './platform.ts';

const expiresInMs = 3_600_000;
/** The sweeper leaves a thread alone for so long after it should have been asked. */
const patienceMs = 60_000;

/** A bot that refunds what a person has allowed, and counts it. */
function createDesk(platform: Pick<Platform, 'chat'>, askedOf: 'customer' | 'operator') {
  const refunds = new Map<string, number>();
  const turns: string[] = [];
  const { doOnce } = createTestContext(platform.chat.now);
  const bot: Bot = {
    async *reply({ messages, approval, customerId }) {
      turns.push(`${messages.length} ${approval?.outcome ?? ''} ${customerId}`);
      if (approval?.outcome === 'approved') {
        await doOnce(approval.id, async () => refunds.set(approval.id, (refunds.get(approval.id) ?? 0) + 1));
      }
      if (approval !== undefined) yield text(`${approval.outcome} ${approval.data.what}`);
      const wish = messages.findLast((message) => message.text.startsWith('refund '));
      if (wish !== undefined) {
        const what = wish.text.slice('refund '.length);
        yield askApproval({
          id: wish.messageId,
          question: `Refund ${what}?`,
          data: { what },
          askedOf,
          expiresInMs,
        });
      } else if (approval === undefined) yield text('Yes?');
    },
  };
  return { bot, refunds, turns };
}

async function setUp(askedOf: 'customer' | 'operator') {
  const platform = await createPlatform();
  await platform.connect('anna');
  const desk = createDesk(platform, askedOf);
  const questionIn = async (threadId: string) => {
    const page = await queryMessages(platform.chat, { threadId, limit: 100 });
    const messages = page.outcome === 'page' ? page.messages : [];
    const asked = messages.findLast(
      ({ metadata, messageType }) => messageType === 'bot' && metadata.approval,
    );
    return (asked?.metadata.approval ?? { id: '' }) as { readonly id: string };
  };
  const respond: ReturnType<Platform['respondWith']> = (...args) => platform.respondWith(desk.bot)(...args);
  /** What the sweeper does: it asks the bot where that is due. */
  const sweep = async (threadId: string) => {
    const swept = await platform.sweep(threadId);
    if (swept?.outcome === 'asked') await respond(threadId);
    return swept?.outcome;
  };
  return { platform, respond, sweep, questionIn, ...desk };
}

describe('a question whose time is up', () => {
  it('wakes the bot, although nobody has written, and once', async () => {
    const { platform, respond, sweep, turns } = await setUp('customer');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    platform.passTime(expiresInMs - 1_000);
    expect(await sweep('t1')).toBe('left');
    platform.passTime(1_000 + patienceMs);
    expect(await sweep('t1')).toBe('asked');
    expect(await platform.texts('t1')).toEqual(['user: refund tea', 'bot: Refund tea?', 'bot: expired tea']);
    platform.passTime(10 * patienceMs);
    expect(await sweep('t1')).toBe('left');
    await Promise.all([respond('t1'), respond('t1')]);
    expect(turns).toEqual(['1  anna', '0 expired anna']);
    expect(await platform.head('t1')).not.toHaveProperty('waiting');
  });

  it('is still known after the customer has talked of other things', async () => {
    const { platform, respond, sweep, turns } = await setUp('customer');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    await platform.say('t1', 'hello?');
    const head = await platform.head('t1');
    expect(head?.waiting).toEqual({ kind: 'bot', since: head?.lastTimestamp, attempts: 0 });
    await respond('t1');
    platform.passTime(expiresInMs + patienceMs);
    await sweep('t1');
    expect(turns).toEqual(['1  anna', '1  anna', '0 expired anna']);
  });

  it('wakes the bot only when it has the thread again', async () => {
    const { platform, respond, sweep, turns } = await setUp('customer');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    platform.passTime(expiresInMs - 60_000);
    await platform.claim('t1');
    platform.passTime(2 * patienceMs + 60_000);
    expect(await sweep('t1')).toBe('left');
    await platform.operate('t1', { type: 'release' });
    platform.passTime(patienceMs);
    await sweep('t1');
    expect(turns.at(-1)).toBe('0 expired anna');
  });

  it('is not told in a conversation that has ended', async () => {
    const { platform, respond, sweep, turns } = await setUp('customer');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    await platform.operate('t1', { type: 'close' });
    platform.passTime(expiresInMs + 2 * patienceMs);
    expect(await sweep('t1')).toBe('left');
    expect(turns).toHaveLength(1);
  });

  it('is forgotten by a bot whose memory was deleted, which is not asked, and answers what comes later', async () => {
    const { platform, respond, sweep, turns } = await setUp('customer');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    const { states } = platform.tables;
    await platform.client.send(new DeleteCommand({ TableName: states, Key: { senderId: 't1' } }));
    platform.passTime(expiresInMs + patienceMs);
    expect(await sweep('t1')).toBe('asked');
    expect(platform.lines.at(-1)).toContain('"outcome":"nothingToAnswer"');
    expect(turns).toHaveLength(1);
    const head = await platform.head('t1');
    expect([head?.waiting, head?.question]).toEqual([undefined, undefined]);
    await platform.say('t1', 'hello?');
    await respond('t1');
    expect(turns.slice(1)).toEqual(['1  anna']);
  });

  it('is not told for a message that was deleted once the conversation has ended, but for the next one', async () => {
    const { platform, respond, turns } = await setUp('customer');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    await platform.operate('t1', { type: 'close' });
    const said = await platform.say('t1', 'Hello?');
    const { seq = 0, timestamp = 0 } = said.outcome === 'stored' ? said.message : {};
    await changeMessage(platform.chat, {
      threadId: 't1',
      author: { type: 'user', userId: 'anna' },
      change: { type: 'delete', seq },
      timestamp,
      text: '',
      head: await platform.head('t1'),
    });
    expect((await platform.head('t1'))?.waiting?.kind).toBe('bot');
    await respond('t1');
    expect(turns).toHaveLength(1);
    expect(await platform.head('t1')).not.toHaveProperty('waiting');
    await platform.say('t1', 'Are you there?');
    await respond('t1');
    expect(turns.slice(1)).toEqual(['1 expired anna']);
  });

  it('does not look as if the customer waited, and cannot be cancelled as a reply', async () => {
    const { platform, respond } = await setUp('customer');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    const head = await platform.head('t1');
    expect(head?.waiting?.since).toBeGreaterThan(platform.chat.now());
    expect(head && waitingAt(head, platform.chat.now())).toBeUndefined();
    expect(await cancelReply(platform.chat, 't1')).toEqual({ outcome: 'noReply' });
  });

  it('of a bot that fails is tried again, and then left to people', async () => {
    const { platform, respond } = await setUp('customer');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    const failing: Bot = {
      // biome-ignore lint/correctness/useYield: it fails before it says anything
      async *reply() {
        throw new Error('no');
      },
    };
    platform.passTime(expiresInMs + patienceMs);
    const outcomes: (string | undefined)[] = [];
    for (let minute = 0; minute < 120; minute += 1) {
      const swept = await platform.sweep('t1');
      if (swept?.outcome !== 'left') outcomes.push(swept?.outcome);
      if (swept?.outcome === 'asked') await platform.respondWith(failing)('t1');
      platform.passTime(60_000);
    }
    expect(outcomes).toEqual(['asked', 'asked', 'asked', 'asked', 'asked', 'asked', 'parked']);
  });
});

describe('a question to an operator', () => {
  it('is no question to the customer, whose Yes is no answer', async () => {
    const { platform, respond, refunds, questionIn } = await setUp('operator');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    const page = await queryMessages(platform.chat, { threadId: 't1', limit: 10 });
    const asked = page.outcome === 'page' ? page.messages.at(-1) : undefined;
    expect(asked).toMatchObject({
      text: 'I need to check with a colleague first. One moment, please.',
      metadata: { approval: { of: 'operator', question: 'Refund tea?', approve: 'Yes', deny: 'No' } },
    });
    expect(asked?.metadata).not.toHaveProperty('quickReplies');
    const { id } = await questionIn('t1');
    await platform.say('t1', 'Yes', 'anna', { metadata: { approval: { id, approved: true } } });
    await respond('t1');
    expect(refunds.size).toBe(0);
  });

  it('is answered once, by the first operator, without a takeover, and wakes the bot', async () => {
    const { platform, respond, questionIn, refunds, turns } = await setUp('operator');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    const { id } = await questionIn('t1');
    const [first, second] = await Promise.all([
      platform.decide('t1', id, true, 'olga'),
      platform.decide('t1', id, false, 'otto'),
    ]);
    expect([first.outcome, second.outcome].toSorted()).toEqual(['answered', 'stored']);
    const isApproved = first.outcome === 'stored';
    await Promise.all([respond('t1'), respond('t1')]);
    expect(refunds.size).toBe(isApproved ? 1 : 0);
    expect(await platform.head('t1')).toMatchObject({ owner: { type: 'bot' } });
    expect((await platform.texts('t1')).at(-1)).toBe(`bot: ${isApproved ? 'approved' : 'denied'} tea`);
    expect(turns.at(-1)).toMatch(/^0 /);
  });

  it('is found by the sweeper where the bot could not be told of the answer', async () => {
    const { platform, respond, sweep, questionIn, refunds } = await setUp('operator');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    await platform.decide('t1', (await questionIn('t1')).id, true);
    platform.passTime(2 * patienceMs);
    expect(await sweep('t1')).toBe('asked');
    expect(refunds.size).toBe(1);
  });

  it('takes no answer to another question, none that is late, and none that an operator was not asked for', async () => {
    const { platform, respond, questionIn } = await setUp('operator');
    await platform.say('t1', 'refund tea');
    await respond('t1');
    const { id } = await questionIn('t1');
    expect(await platform.decide('t1', 'another', true)).toEqual({ outcome: 'answered' });
    platform.passTime(expiresInMs + 1);
    expect(await platform.decide('t1', id, true)).toEqual({ outcome: 'answered' });
    const customers = await setUp('customer');
    await customers.platform.say('t1', 'refund tea');
    await customers.respond('t1');
    const asked = await customers.questionIn('t1');
    expect(await customers.platform.decide('t1', asked.id, true)).toEqual({ outcome: 'answered' });
  });

  it('is answered in a test without the platform', async () => {
    const platform = { chat: { now: () => 0 } } as unknown as Platform;
    const { say, answer, expire } = startConversation(createDesk(platform, 'operator').bot);
    expect(await say('refund tea')).toMatchObject({
      approval: { askedOf: 'operator', question: 'Refund tea?' },
    });
    expect(await answer(true)).toMatchObject({ text: 'approved tea' });
    await say('refund milk');
    expect(await expire()).toMatchObject({ text: 'expired milk' });
  });
});

/** As many as `npm run test:seeds` asks for. */
// biome-ignore lint/style/noProcessEnv: how many seeds a run searches
const seeds = Number(process.env.SEEDS ?? 12);

/** Numbers from a seed, 0 to 1. */
function createRandom(seed: number) {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('questions to operators, from seeds', () => {
  it('are answered once, by an operator, who was alerted, over deaths, repeats, takeovers and time', async () => {
    const { platform, respond, sweep, questionIn, refunds } = await setUp('operator');
    for (let seed = 0; seed < seeds; seed += 1) {
      const random = createRandom(seed);
      const threadId = `seed-${seed}`;
      const allowed = new Set<string>();
      let isClaimed = false;
      /** What Lambda tries again: the function died, or threw. */
      const again: string[] = [];
      let tries = 0;
      let runs = 0;
      const newRequestId = () => {
        runs += 1;
        return `${seed}-${runs}-`;
      };
      /** Questions that an operator has found with the thread. */
      const found = new Set<string>();
      const retry = async () => {
        const requestId = again.shift();
        if (requestId === undefined) return;
        tries += 1;
        await respond(threadId, { requestId });
      };
      const alertsOf = (id: string) =>
        platform.alerts().filter((alert) => alert.type === 'asked' && alert.questionId === id).length;
      const decide = async (userId: string, approved: boolean) => {
        const { id } = await questionIn(threadId);
        const { outcome } = await platform.decide(threadId, id, approved, userId);
        if (outcome === 'stored' && approved) allowed.add(id);
      };
      await platform.say(threadId, 'refund the first one');
      const steps = [
        async () => platform.say(threadId, `refund number ${Math.floor(random() * 100)}`),
        async () =>
          platform.say(threadId, 'Yes', 'anna', {
            metadata: { approval: { id: (await questionIn(threadId)).id, approved: true } },
          }),
        () => decide('olga', random() < 0.7),
        () => Promise.all([decide('olga', true), decide('otto', false)]),
        () => respond(threadId),
        () => Promise.all([respond(threadId), respond(threadId)]),
        () => sweep(threadId),
        async () => {
          const call = 1 + Math.floor(random() * 8);
          const when = random() < 0.5 ? 'before' : 'after';
          const requestId = newRequestId();
          const died = await platform.mortality.live({ call, when }, () => respond(threadId, { requestId }));
          if (!died) return;
          platform.passTime(60_000);
          again.push(requestId);
        },
        async () => {
          const requestId = newRequestId();
          platform.failAlerts(new Error('Throttled'));
          await respond(threadId, { requestId }).catch(() => again.push(requestId));
          platform.failAlerts(undefined);
        },
        retry,
        async () => {
          await (isClaimed ? platform.operate(threadId, { type: 'release' }) : platform.claim(threadId));
          isClaimed = !isClaimed;
        },
        async () => platform.passTime(random() < 0.2 ? expiresInMs + 1 : 60_000),
      ];
      const checkAlerts = async (step: number) => {
        const { owner, question } = (await platform.head(threadId)) ?? {};
        const isOpen = question && !question.isAnswered && question.until > platform.chat.now();
        if (!isOpen) return;
        if (owner?.type !== 'bot') found.add(question.id);
        const alerts = alertsOf(question.id);
        const isAlerted = alerts > 0 || found.has(question.id) || again.length > 0;
        const { id } = question;
        expect([seed, step, id, isAlerted, alerts <= 1 + tries]).toEqual([seed, step, id, true, true]);
      };
      for (let step = 0; step < 16; step += 1) {
        await steps[Math.floor(random() * steps.length)]?.();
        await checkAlerts(step);
      }
      while (again.length > 0) await retry();
      await checkAlerts(16);
      if (isClaimed) await platform.operate(threadId, { type: 'release' });
      // Nothing happens any more but the sweeper: whatever was asked ends.
      for (let hour = 0; hour < 3; hour += 1) {
        platform.passTime(expiresInMs + 2 * patienceMs);
        await sweep(threadId);
        await sweep(threadId);
      }
      const head = await platform.head(threadId);
      expect([seed, head?.question, head?.waiting]).toEqual([seed, undefined, undefined]);
      for (const [id, times] of refunds)
        expect([seed, id, times, allowed.has(id)]).toEqual([seed, id, 1, true]);
      const told = (await platform.texts(threadId)).filter((said) => said.startsWith('bot: approved'));
      expect([seed, told.length]).toEqual([seed, refunds.size]);
      refunds.clear();
    }
  });
});
