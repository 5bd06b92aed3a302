import type { Rules } from './rules-schema.ts';

/** What the bot says until someone stores rules of their own. */
export const defaultRules: Rules = {
  rules: [
    {
      keywords: ['human', 'operator', 'agent', 'colleague', 'real person', 'somebody real'],
      patterns: ['* talk to someone *', '* talk to somebody *', '* speak to someone *'],
      reply:
        'Of course. I have asked a colleague to join us. They can read our conversation, so there is no need to start over.',
      handOver: true,
    },
    {
      patterns: ['* my name is {name}', 'call me {name}'],
      reply: 'Nice to meet you, {name}! What can I do for you?',
      quickReplies: ['What can you do?', 'Tell me a joke'],
    },
    {
      patterns: ['* what is my name *', "* what's my name *"],
      reply: 'You are {name}, if I remember correctly.',
    },
    {
      keywords: ['help', 'what can you do', 'what can i ask', 'menu', 'commands'],
      reply:
        'I am a small bot that follows rules. I can chat a little, remember your name, tell a joke, and get a person ' +
        'for you when you need one.',
      quickReplies: ['Tell me a joke', 'My name is Alex', 'Talk to a human'],
    },
    {
      keywords: ['joke', 'funny', 'laugh', 'another one'],
      reply: [
        'There are two hard things in computing: naming things, keeping a cache fresh, and counting.',
        'A message walks into a queue. Then it walks in again: at least once, they said.',
        'I would tell you a joke about UDP, but you might not get it.',
      ],
      quickReplies: ['Another one', 'What can you do?'],
    },
    {
      keywords: ['how are you', 'how is it going', "how's it going", "what's up"],
      reply: ['I am fine, thank you! And you?', 'Very well, thanks. How about you?'],
    },
    {
      keywords: ['who are you', 'what are you', 'are you a bot', 'are you human', 'your name'],
      reply: 'I am a bot: a handful of rules and a good memory. If you need a person, just ask.',
      quickReplies: ['What can you do?', 'Talk to a human'],
    },
    { keywords: ['thanks', 'thank you', 'cheers', 'thx'], reply: ['You are welcome!', 'Any time.'] },
    {
      keywords: ['bye', 'goodbye', 'see you', 'good night'],
      reply: 'See you! This conversation will still be here when you come back.',
    },
    {
      keywords: ['hi', 'hello', 'hey', 'good morning', 'good afternoon', 'good evening', 'greetings'],
      reply: ['Hello! I am the bot here. What can I do for you?', 'Hello again! What can I do for you?'],
      quickReplies: ['What can you do?', 'Tell me a joke', 'Talk to a human'],
    },
    // What the chat page suggests to visitors whose browser speaks German.
    {
      keywords: [
        'mensch',
        'menschen',
        'mitarbeiter',
        'mitarbeiterin',
        'jemanden sprechen',
        'jemandem sprechen',
      ],
      reply:
        'Gern. Ich habe unser Team gebeten, sich bei Ihnen zu melden. Unser Gespräch liegt dort vor, Sie müssen also nichts wiederholen.',
      handOver: true,
    },
    {
      keywords: ['hilfe', 'wobei können sie helfen', 'was können sie', 'was kannst du'],
      reply:
        'Ich bin ein kleiner Bot, der nach Regeln antwortet. Ich kann einen Witz erzählen und jemanden aus unserem Team dazuholen.',
      quickReplies: ['Erzählen Sie mir einen Witz', 'Mit einem Menschen sprechen'],
    },
    {
      keywords: ['witz', 'noch einen'],
      reply: [
        'Es gibt 10 Arten von Menschen: Die einen verstehen Binärzahlen, die anderen nicht.',
        'Ich würde Ihnen gern einen UDP-Witz erzählen, aber ich weiß nicht, ob er ankommt.',
      ],
      quickReplies: ['Noch einen', 'Wobei können Sie helfen?'],
    },
    {
      keywords: ['hallo', 'guten morgen', 'guten tag', 'guten abend', 'moin', 'servus', 'grüß gott'],
      reply: 'Hallo! Ich bin der Bot hier. Was kann ich für Sie tun?',
      quickReplies: ['Wobei können Sie helfen?', 'Mit einem Menschen sprechen'],
    },
    // What the chat page suggests to visitors whose browser speaks Arabic.
    {
      keywords: ['موظف', 'موظفة', 'شخص', 'إنسان'],
      reply: 'بالتأكيد. طلبت من أحد الزملاء الانضمام إلينا. يمكنه قراءة محادثتنا، فلا حاجة إلى تكرار أي شيء.',
      handOver: true,
    },
    {
      keywords: ['مساعدة', 'ماذا يمكنك أن تفعل', 'ماذا تستطيع أن تفعل'],
      reply: 'أنا بوت صغير يجيب وفق قواعد. يمكنني أن أحكي نكتة وأن أطلب لك أحد الموظفين.',
      quickReplies: ['احكِ لي نكتة', 'التحدث إلى موظف'],
    },
    {
      keywords: ['نكتة', 'واحدة أخرى'],
      reply: [
        'في البرمجة أمران صعبان: تسمية الأشياء، وتحديث الذاكرة المؤقتة، والعد.',
        'كنت سأحكي لك نكتة عن UDP، لكنني لا أعرف إن كانت ستصل.',
      ],
      quickReplies: ['واحدة أخرى', 'ماذا يمكنك أن تفعل؟'],
    },
    {
      keywords: ['مرحبا', 'أهلا', 'السلام عليكم', 'صباح الخير', 'مساء الخير'],
      reply: 'مرحبًا! أنا البوت هنا. كيف يمكنني مساعدتك؟',
      quickReplies: ['ماذا يمكنك أن تفعل؟', 'التحدث إلى موظف'],
    },
  ],
  fallbacks: [
    {
      // Words that are frequent in German and are none in English.
      keywords: [
        'ich',
        'ist',
        'nicht',
        'und',
        'das',
        'der',
        'ein',
        'eine',
        'einen',
        'mir',
        'mein',
        'meine',
        'meinen',
        'sie',
        'wie',
        'wo',
        'wann',
        'warum',
        'wer',
        'wir',
        'haben',
        'habe',
        'kann',
        'können',
        'möchte',
        'bitte',
        'danke',
        'ja',
        'nein',
        'auf',
        'für',
        'zu',
        'gibt',
        'noch',
        'auch',
        'sind',
      ],
      reply: [
        'Sie haben geschrieben: „{text}“. Darauf habe ich noch keine Antwort. Fragen Sie mich gern nach Hilfe oder nach einem Menschen.',
        '„{text}“ habe ich nicht verstanden. Können Sie es anders sagen?',
      ],
      quickReplies: ['Wobei können Sie helfen?', 'Mit einem Menschen sprechen'],
    },
    {
      script: 'Arabic',
      reply: [
        'كتبت: «{text}». ليس لدي جواب عن ذلك بعد. يمكنك أن تطلب المساعدة أو التحدث إلى موظف.',
        'لم أفهم «{text}». هل يمكنك قول ذلك بطريقة أخرى؟',
      ],
      quickReplies: ['ماذا يمكنك أن تفعل؟', 'التحدث إلى موظف'],
    },
  ],
  fallback: {
    reply: [
      'You wrote: “{text}”. I do not have an answer to that yet. You can ask me for help, or for a human.',
      'I did not understand “{text}”. Could you put it another way?',
    ],
    quickReplies: ['What can you do?', 'Talk to a human'],
  },
};
