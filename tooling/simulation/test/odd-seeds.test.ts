import { describeSeeds } from './seeds.ts';

describeSeeds('odd');
