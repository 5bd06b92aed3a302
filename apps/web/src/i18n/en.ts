import { noticesInEnglish } from '@switchboard/chat-client';
import { counted } from './counted.ts';

/** Every word of the customer's page. The other languages have the same keys. */
export const en = {
  // Who answers, and the connection
  online: 'Online',
  offline: 'Offline',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  connectionLost: 'No connection',
  tryNow: 'Try now',
  sessionEnded: 'You are no longer connected.',
  sessionReplaced: 'This conversation is open in too many places.',
  useHere: 'Use it here',
  tryAgain: 'Try again',
  waitingForPerson: 'Waiting for a person',
  personIsHere: (name: string) => `${name} is here`,

  // The conversation
  conversation: 'Conversation',
  conversationBegins: 'This is where your conversation begins',
  loadingEarlier: 'Loading earlier messages…',
  loading: 'Loading…',
  you: 'You',
  assistant: 'Assistant',
  ai: 'AI',
  aiExplained: 'Written by an AI assistant',
  colleague: 'A colleague',
  says: (name: string) => `${name}: `,
  typing: (name: string) => `${name} is typing`,
  writing: 'Writing…',
  newMessages: (count: number) =>
    counted('en', count, { one: '1 new message', other: `${count} new messages` }),
  latestMessages: 'Latest messages',
  cannotOpen: 'This conversation cannot be opened.',

  // What happens to it
  answeredQuestion: (name: string, answer: string) => `${name} answered: ${answer}`,
  joined: (name: string) => `${name} joined`,
  handedOver: 'We are getting a person for you',
  notices: noticesInEnglish,
  botIsBack: 'The assistant is back',
  ended: 'This conversation has ended',
  endedHint: 'Write a message to continue.',
  takesLonger: 'This is taking longer than usual.',
  personWillLook: 'Something went wrong on our side. A person will look at this.',
  personWillAnswer: 'A person will answer here. You can close this page and come back.',
  tellMe: 'Tell me when they answer',

  // The user's own messages
  sending: 'Sending…',
  sent: 'Sent',
  seen: 'Seen',
  notSent: 'Not sent.',
  notSentTooLong: 'Not sent: the message is too long.',
  notSentFileOld: 'Not sent: please attach the file again.',
  notSentRefused: 'Not sent: you cannot write in this conversation.',
  notSentBusy: 'Not sent: the service is busy.',
  discard: 'Discard',
  edit: 'Edit',
  edited: 'Edited',
  messageActions: 'Message options',
  reply: 'Reply',
  replyingTo: (name: string) => `Replying to ${name}`,
  replyingToOwn: 'Replying to your own message',
  editing: 'Editing your message',
  cancel: 'Cancel',
  deleteMessage: 'Delete',
  reallyDelete: 'Delete for everyone',
  deletedMessage: 'This message was deleted',
  earlierMessage: 'An earlier message',
  notChangeable: 'This message can no longer be changed.',
  notChanged: 'The message could not be changed. Please try again.',
  slowDown: (seconds: number) =>
    counted('en', seconds, {
      one: 'You are writing faster than we can read. Sending again in 1 second.',
      other: `You are writing faster than we can read. Sending again in ${seconds} seconds.`,
    }),

  // Writing
  message: 'Message',
  writeMessage: 'Write a message',
  send: 'Send',
  stop: 'Stop the answer',
  tooLong: (count: number) =>
    counted('en', count, {
      one: '1 character too long',
      other: `${count.toLocaleString('en')} characters too long`,
    }),
  tooLarge: 'This text is too long to send in one message.',
  answers: 'Answers',
  suggestions: 'Suggestions',
  attach: 'Attach a file',
  files: 'Files',
  dropFiles: 'Drop files here to send them',
  removeFile: (name: string) => `Remove ${name}`,
  uploading: 'Uploading…',
  uploaded: 'Ready to send',
  uploadFailed: 'Could not be uploaded.',
  fileTooLarge: (megabytes: number) => `Larger than ${megabytes} MB.`,
  fileOfWrongType: 'Files of this kind cannot be sent.',
  tooManyFiles: (count: number) => `At most ${count} files in one message.`,
  fileGone: 'This file is no longer available.',
  copy: 'Copy',
  copied: 'Copied',

  // Conversations
  conversations: 'Conversations',
  showConversations: 'All conversations',
  newConversation: 'New conversation',
  downloadConversation: 'Download this conversation',
  conversationWith: (name: string) => `Conversation with ${name}`,
  back: 'Back',
  close: 'Close',
  unread: (count: number) =>
    counted('en', count, { one: '1 unread message', other: `${count} unread messages` }),
  noMessagesYet: 'No messages yet',

  // The page
  lightColours: 'Use light colours',
  darkColours: 'Use dark colours',
  soundOn: 'Turn the sound on',
  soundOff: 'Turn the sound off',
  howCanWeHelp: 'How can we help?',
  greeting: 'Ask anything. The assistant answers at once, and a person can join at any time.',
  suggestHello: 'Hello!',
  suggestHelp: 'What can you do?',
  suggestJoke: 'Tell me a joke',
  cannotStart: 'The chat cannot be opened',
  cannotStartHint: 'Check your connection and try again.',
  wrongAddressHint:
    'The address of this page has a name in it that cannot be used here. Names have no spaces.',
  signedOut: 'You are signed out',
  signedOutHint: 'Sign in again to continue your conversations.',

  // Before the first message
  beforeWeStart: 'Before we start',
  yourName: 'Your name',
  yourEmail: 'Your e-mail address',
  emailInvalid: 'Please enter an e-mail address such as ann@example.com.',
  nameMissing: 'Please enter your name.',
  startChat: 'Start the conversation',
} as const;
