/** A bundle that reads no hours is without this file. */
import { alwaysOpen, openingTimesSchema } from '../business-hours/read-opening-times.ts';
import { defineSetting } from './setting.ts';

export const businessHoursSetting = defineSetting({
  name: 'BUSINESS_HOURS',
  description:
    'When people are there to answer: always, or what the environment’s field businessHours says, as JSON.',
  schema: openingTimesSchema,
  default: alwaysOpen,
});
