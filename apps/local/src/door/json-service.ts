import type { Service } from './service.ts';

/** How services of the protocol AWS JSON say no. @param namespace what stands before an error's name */
export const jsonService = (namespace: string): Omit<Service, 'read'> => ({
  refusedStatus: 400,
  errorCodes: {
    accessDenied: 'AccessDeniedException',
    unknownKey: 'UnrecognizedClientException',
    badSignature: 'InvalidSignatureException',
    missingToken: 'MissingAuthenticationTokenException',
    throttled: 'ThrottlingException',
    internal: 'InternalServerError',
  },
  refuse: ({ code, message, status }) => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: `${namespace}#${code}`, message, Message: message }),
  }),
});
