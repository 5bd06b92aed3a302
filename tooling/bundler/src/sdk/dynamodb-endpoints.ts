/** The file with the rules by which the client of DynamoDB finds its address. */
export const dynamoDbEndpointRules = /@aws-sdk\/client-dynamodb\/dist-es\/endpoint\/bdd\.js$/;

/** The client whose rules are the usual ones: the region's address, or the one that is given. Its service is called `execute-api` there. */
const usualClient = { name: 'client-apigatewaymanagementapi', service: 'execute-api' };

/** Where the usual rules are, seen from those of DynamoDB. */
export const usualRulesFor = (path: string): string => path.replace('client-dynamodb', usualClient.name);

/**
 * The usual rules, for DynamoDB. It has more of its own: for addresses of one account, which need an account's id in the credentials, and Lambda
 * hands out none; for vector searches; and for a region `local`.
 *
 * @param rules those of the usual client
 * @throws {Error} if that client has other rules than it had
 */
export function forDynamoDb(rules: string, path: string): string {
  const addresses = new RegExp(`https://${usualClient.service}(?=[.-])`, 'g');
  if (rules.match(addresses)?.length !== 4) {
    throw new Error(
      `${path} has other addresses than those of ${usualClient.service}, with FIPS and dual stack or without.`,
    );
  }
  return rules.replace(addresses, 'https://dynamodb');
}
