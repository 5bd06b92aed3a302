import type { IncomingHttpHeaders } from 'node:http';
import type { Cost } from './cost.ts';

/** A signed HTTP request to a service of AWS. */
export interface ServiceRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What the caller needs to be allowed. */
export interface Permission {
  /** For example `dynamodb:PutItem`. */
  readonly action: string;
  /** The ARN of what it is done to. */
  readonly resource: string;
}

/** A call that was understood and not yet made. */
export interface Operation {
  /** For example `PutItem`. */
  readonly name: string;
  readonly requires: readonly Permission[];
  /** @param may whether the caller is allowed something more, on which the answer depends */
  perform(may: (permission: Permission) => boolean): Promise<Outcome>;
}

export interface Outcome {
  readonly response: ServiceResponse;
  readonly cost: Cost;
}

/** An error as the service words it; each writes it in its own format. */
export interface ServiceError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

/** How one service of AWS reads calls, and how it says no. */
export interface Service {
  /** @throws {RequestError} where the call is not understood */
  read(request: ServiceRequest): Operation;
  refuse(error: ServiceError): ServiceResponse;
  /** What this service calls the errors that it shares with all others. */
  readonly errorCodes: {
    readonly accessDenied: string;
    readonly unknownKey: string;
    readonly badSignature: string;
    readonly missingToken: string;
    readonly throttled: string;
    readonly internal: string;
  };
  /** The status that the service gives to a caller that it does not let in. */
  readonly refusedStatus: number;
  /** The status of a throttled call. @default refusedStatus */
  readonly throttledStatus?: number;
}

/** The request is not one that the service understands. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: string;
  readonly status: number;

  constructor({ code, message, status }: ServiceError) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
