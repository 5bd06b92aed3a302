import type { Rules } from './rules-schema.ts';

/** What the bot says until someone stores rules of their own. */
export const defaultRules: Rules = {
  rules: [
    {
      keywords: ['human', 'operator', 'agent', 'colleague', 'real person', 'somebody real'],
      patterns: ['* talk to someone *', '* talk to somebody *', '* speak to someone *'],
      reply:
        'Of course. I am asking a colleague of mine to join us here, and I keep quiet until then. They will see everything that we wrote.',
      handOver: true,
    },
    {
      patterns: ['* my name is {name}', 'call me {name}'],
      reply: 'Nice to meet you, {name}! What can I do for you?',
      quickReplies: ['What can you do?', 'Tell me a joke'],
    },
    {
      patterns: ['* what is my name *', "* what's my name *"],
      reply: 'If I remember it right, you are {name}.',
    },
    {
      keywords: ['help', 'what can you do', 'what can i ask', 'menu', 'commands'],
      reply:
        'I am a small bot that follows rules. I can chat a little, remember your name, tell a joke, and fetch a human ' +
        'when you need one. Everything that I say can be changed: see docs/bots.md.',
      quickReplies: ['Tell me a joke', 'My name is Alex', 'Talk to a human'],
    },
    {
      keywords: ['joke', 'funny', 'laugh', 'another one'],
      reply: [
        'There are two hard things in computing: naming things, keeping a cache fresh, and counting.',
        'A message walks into a queue. Then it walks into the queue again: at least once, they said.',
        'I would tell you a joke about UDP, but you might not get it.',
      ],
      quickReplies: ['Another one', 'What can you do?'],
    },
    {
      keywords: ['how are you', 'how is it going', "how's it going", "what's up"],
      reply: ['All my rules are in order, thank you! And you?', 'Warm and well. How about you?'],
    },
    {
      keywords: ['who are you', 'what are you', 'are you a bot', 'are you human', 'your name'],
      reply:
        'I am the bot of this place: a handful of rules and a good memory. A human is never far away, though.',
      quickReplies: ['What can you do?', 'Talk to a human'],
    },
    { keywords: ['thanks', 'thank you', 'cheers', 'thx'], reply: ['You are welcome!', 'Any time.'] },
    {
      keywords: ['bye', 'goodbye', 'see you', 'good night'],
      reply: 'See you! Everything that we wrote will still be here.',
    },
    {
      keywords: ['hi', 'hello', 'hey', 'good morning', 'good afternoon', 'good evening', 'greetings'],
      reply: [
        'Hello! I am the bot of this place. What can I do for you?',
        'Hello again! What can I do for you?',
      ],
      quickReplies: ['What can you do?', 'Tell me a joke', 'Talk to a human'],
    },
  ],
  fallback: {
    reply: [
      'You wrote: “{text}”. I have no rule for that yet. Ask me for help, or for a human.',
      'I did not understand “{text}”. Could you put it another way?',
    ],
    quickReplies: ['What can you do?', 'Talk to a human'],
  },
};
