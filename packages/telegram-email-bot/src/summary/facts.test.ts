import { growth } from '@switchboard/jest-preset/processor-time';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz-runs.ts';
import { type FactKind, factsIn } from './facts.ts';

const textsOf = (kind: FactKind, text: string) =>
  factsIn(text)
    .filter((fact) => fact.kind === kind)
    .map((fact) => fact.text);

describe('a one-time code', () => {
  it.each([
    ['Your verification code is 123456.', '123456'],
    ['123456 is your login code', '123456'],
    ['Use G-482913 as your code.', 'G-482913'],
    ['Your code: 123 456', '123 456'],
    ['Your one-time password\n\n84213397\n\nvalid for ten minutes', '84213397'],
    ['Enter the code\nA7K9Q2\nto sign in.', 'A7K9Q2'],
    ['PIN: 2026', '2026'],
    ['Ihr Bestätigungscode lautet 553201.', '553201'],
    ['Ihre TAN: 778899', '778899'],
    ['Votre code de vérification est 902114', '902114'],
    ['Tu código es 4455', '4455'],
  ])('is found in %j', (text, code) => {
    expect(textsOf('code', text)).toEqual([code]);
  });

  it.each([
    'Use the discount code SAVE20 today.',
    'Gutscheincode: 123456',
    'Our postal code is 10115.',
    'We were founded in 2019 and have a code of conduct that everyone here follows.',
    'The code costs $1234 a year.',
    'Error code 404404',
    'Call +49 301234567 now.',
    'In 2026 we sold 123456 cats.',
  ])('is not seen in %j', (text) => {
    expect(textsOf('code', text)).toEqual([]);
  });
});

describe('an amount', () => {
  it.each([
    ['Total: €1,234.56', ['€1,234.56']],
    ['Gesamtbetrag 1.234,56 €', ['1.234,56 €']],
    ['USD 12.00 for you', ['USD 12.00']],
    ['CHF 5’000.00', ['CHF 5’000.00']],
    ['only $5!', ['$5']],
    ['Preis: 10,– €', ['10,– €']],
    ['3 items of $5.00 and shipping $2.50. Amount due: $17.50', ['$17.50', '$5.00', '$2.50']],
    ['version 1.2.3 and 5 apples', []],
  ])('is found in %j', (text, amounts) => {
    expect(textsOf('amount', text)).toEqual(amounts);
  });
});

describe('a number of an invoice, an order or a parcel', () => {
  it.each([
    ['Invoice #INV-2024-001 is due.', ['Invoice #INV-2024-001']],
    ['Rechnungsnummer: 4711-22', ['Rechnungsnummer: 4711-22']],
    ['Your order no. 302-1234567-7654321.', ['order no. 302-1234567-7654321']],
    ['Bestellnummer 12345', []],
    ['Bestellung Nr. 12345', ['Bestellung Nr. 12345']],
    ['in order to win', []],
  ])('is found in %j', (text, references) => {
    expect(textsOf('reference', text)).toEqual(references);
  });
});

describe('a date', () => {
  it.each([
    ['on 21.11.2026, 14:30 Uhr', ['21.11.2026, 14:30 Uhr']],
    ['on 2026-11-21T14:30', ['2026-11-21T14:30']],
    ['by 11/21/2026', ['11/21/2026']],
    ['on November 21, 2026 at 2:30 pm', ['November 21, 2026 at 2:30 pm']],
    ['am 3. März 2027', ['3. März 2027']],
    ['le 5 août', ['5 août']],
    ['It is due on 1 May. Pay.', ['1 May']],
    ['on 1 May at 2 p.m. sharp', ['1 May at 2 p.m.']],
    ['the 21st of May 2026', ['21st of May 2026']],
    ['we may 5 times', ['may 5']],
    ['version 10.12.13.14', []],
  ])('is found in %j', (text, dates) => {
    expect(textsOf('date', text)).toEqual(dates);
  });
});

describe('facts', () => {
  it('stand where they say, whatever the text is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'code ',
        '123456',
        'Invoice ',
        '€',
        '1.234,56',
        '21.11.2026',
        ' ',
        '\n',
        'May ',
        ':',
        'Total ',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        for (const fact of factsIn(text)) {
          expect(text.slice(fact.start, fact.end).replaceAll(/\s+/g, ' ').trim()).toBe(fact.text);
        }
      }),
      { numRuns: fuzzRuns },
    );
  });

  it.each(['1', '1 ', '€', 'code 1', '1.', '1,000', 'invoice ', 'May ', 'A1', '20', '-', 'order #-'])(
    'are looked for in time linear in the length in a text of %j',
    (piece) => {
      const read = (characters: number) => factsIn(piece.repeat(characters / piece.length));
      expect(growth(read, 12_500)).toBeLessThan(9);
    },
  );
});
