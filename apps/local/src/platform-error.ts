/** The platform cannot start, or go on, as it was asked to: the message is a sentence that says what to do about it. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
