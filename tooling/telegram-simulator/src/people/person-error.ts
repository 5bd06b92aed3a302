/** The person's side was asked for something that cannot be done. The message says what would be right. */
export class PersonError extends Error {
  override readonly name = 'PersonError';
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}
