import { defineEnvironment, settingsOf } from './environment.ts';

const timeZone = 'Europe/Berlin';
const week = { monday: ['09:00-17:00'] } as const;

describe('what functions are told', () => {
  it('is the default of every setting that an environment does not give', () => {
    const environment = defineEnvironment({ name: 'shop', region: 'eu-west-1', settings: { BOT: 'none' } });
    expect(settingsOf(environment)).toMatchObject({ BOT: 'none', SESSIONS: 'iam', BUSINESS_HOURS: 'always' });
  });

  it('includes when people are there', () => {
    const environment = defineEnvironment({
      name: 'shop',
      region: 'eu-west-1',
      businessHours: { timeZone, week },
    });
    expect(JSON.parse(settingsOf(environment).BUSINESS_HOURS)).toEqual({ timeZone, week });
  });
});
