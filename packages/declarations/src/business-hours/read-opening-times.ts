import * as v from 'valibot';
import { type BusinessHours, type OpeningTimes, openingTimes } from './business-hours.ts';
import { businessHoursSchema } from './schema.ts';

/** The text of the setting where people are always there. */
export const alwaysOpen = 'always';

/** The variables of a function have 4 KB altogether. */
const longestText = 2000;

const expected = `should be ${alwaysOpen}, or business hours as JSON in at most ${longestText} characters`;

/** From the text of the setting `BUSINESS_HOURS` to the times that it says; `undefined` where people are always there. */
export const openingTimesSchema = v.pipe(
  v.string(expected),
  v.maxLength(longestText, expected),
  v.rawTransform(({ dataset, addIssue, NEVER }): OpeningTimes | undefined => {
    if (dataset.value === alwaysOpen) return undefined;
    const hours = parsed(dataset.value);
    const result = v.safeParse(businessHoursSchema, hours);
    if (result.success) return openingTimes(result.output);
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    addIssue({ message: path === null ? expected : `should have a valid ${path}, which ${issue.message}` });
    return NEVER;
  }),
);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of the setting `BUSINESS_HOURS` that says these hours. */
export const businessHoursText = (hours: BusinessHours): string => JSON.stringify(hours);
