/**
 * What the platform does not know of a resource that it does not run: a certificate's records, a distribution's address. In a text it is
 * the reference itself.
 */
export class StandIn {
  readonly reference: string;

  constructor(reference: string) {
    this.reference = reference;
  }

  step(name: string | number): StandIn {
    return new StandIn(`${this.reference}.${name}`);
  }

  toString(): string {
    return this.reference;
  }
}
