export { attachmentPrefix, attachmentsBucket } from './attachments/attachments.bucket.ts';
export { connectionsTable } from './connections/connections.table.ts';
export { messagesTable } from './messages/messages.table.ts';
export { alertsTopic } from './publishing/alerts.topic.ts';
export { outboundTopic } from './publishing/outbound.topic.ts';
export { responderTopic } from './publishing/responder.topic.ts';
export { awaitingIndex, listIndex, threadsTable, undeliveredIndex } from './threads/threads.table.ts';
