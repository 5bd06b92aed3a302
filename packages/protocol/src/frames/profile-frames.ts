import * as v from 'valibot';
import { profileFields } from '../profile.ts';

/** Says who this user is: how others see them, and what the site knows of them. What is not named stays. */
const profileSet = v.object({ action: v.literal('profile.set'), ...profileFields });

/** What users say of themselves, by `action`. */
export const profileFrameSchemas = { 'profile.set': profileSet } as const;
