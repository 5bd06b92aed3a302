export interface HttpRequestOptions {
  readonly pathParameters?: Readonly<Record<string, string>>;
  /** Beside those that every client sends. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly sourceIp?: string;
  /** Whether API Gateway has authorised the caller by IAM. */
  readonly iam?: boolean;
  readonly base64?: boolean;
}

/**
 * Events of an HTTP API, payload format 2.0, as API Gateway sends them to Lambda.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpEvent = (
  routeKey: string,
  body: string | undefined,
  {
    pathParameters,
    headers = {},
    sourceIp = '203.0.113.7',
    iam = false,
    base64 = false,
  }: HttpRequestOptions = {},
) => {
  const [method = 'POST', path = '/'] = routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: '*/*',
      'content-type': 'application/json',
      host: 'ghijkl456.execute-api.us-east-1.amazonaws.com',
      'user-agent': 'curl/8.5.0',
      'x-forwarded-for': sourceIp,
      ...headers,
    },
    ...(pathParameters ? { pathParameters } : {}),
    requestContext: {
      accountId: '123456789012',
      apiId: 'ghijkl456',
      ...(iam
        ? {
            authorizer: {
              iam: {
                accessKey: 'AKIAEXAMPLE',
                accountId: '123456789012',
                callerId: 'AIDAEXAMPLE',
                cognitoIdentity: null,
                principalOrgId: null,
                userArn: 'arn:aws:iam::123456789012:role/backend',
                userId: 'AIDAEXAMPLE',
              },
            },
          }
        : {}),
      domainName: 'ghijkl456.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'ghijkl456',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: 'curl/8.5.0' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: '$default',
      time: '21/Nov/2026:08:00:00 +0000',
      timeEpoch: 1795248000123,
    },
    ...(body === undefined ? {} : { body: base64 ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded: base64,
  };
};
