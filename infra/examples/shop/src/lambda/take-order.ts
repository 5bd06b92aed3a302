import { randomUUID } from 'node:crypto';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '@switchboard/data-core';
import { readConfig, table, topic } from '@switchboard/declarations/configuration';
import { ordersTable, ordersTopic } from '../declared.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const { orders, topicArn } = readConfig(process.env, {
  orders: table(ordersTable),
  topicArn: topic(ordersTopic),
});
const database = createDocumentClient();
const publisher = new SNSClient();

/** Keeps an order and tells everyone who works on it. */
export async function handler({ body = '{}' }: { readonly body?: string }) {
  const order = { orderId: randomUUID(), item: String(JSON.parse(body).item) };
  await database.send(new PutCommand({ TableName: orders, Item: order }));
  await publisher.send(new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(order) }));
  return { statusCode: 201, body: JSON.stringify(order) };
}
