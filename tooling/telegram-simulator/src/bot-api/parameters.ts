import { badRequest } from './bot-api-error.ts';

/** A file that came with a call. */
export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly content: Buffer;
}

/** The parameters of a call: texts from a form or a query, any JSON from a JSON body, and the files of a multipart form. */
export class Parameters {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #files: ReadonlyMap<string, Upload>;

  constructor(values: ReadonlyMap<string, unknown>, files: ReadonlyMap<string, Upload> = new Map()) {
    this.#values = values;
    this.#files = files;
  }

  /** @returns '' if there is none */
  text(name: string): string {
    const value = this.#values.get(name) ?? '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  /** @returns undefined if there is none or it is no integer */
  integer(name: string): number | undefined {
    const text = this.text(name).trim();
    return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined;
  }

  boolean(name: string): boolean {
    return ['true', 'yes', '1'].includes(this.text(name).trim().toLowerCase());
  }

  /**
   * A parameter that is JSON, in a JSON body or as a text.
   *
   * @param what names it in the error
   */
  json(name: string, what = name): unknown {
    const value = this.#values.get(name);
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw badRequest(`can't parse ${what} JSON object`);
    }
  }

  /** The file that a parameter is, or refers to by `attach://<field>`. */
  file(name: string): Upload | undefined {
    const field = /^attach:\/\/(.+)$/.exec(this.text(name))?.[1] ?? name;
    return this.#files.get(field);
  }
}
